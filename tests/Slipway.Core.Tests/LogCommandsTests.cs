namespace Slipway.Core.Tests;

public sealed class LogCommandsTests
{
    // Rows read: what somebody wrote, and what a log gets of it. GitHub takes '::' where a line begins after blanks, and '##[' anywhere; Azure '##vso[' anywhere.
    [Theory]
    [InlineData("::add-mask::1", @"\u003a:add-mask::1")]
    [InlineData("  ::set-output name=x::y", @"  \u003a:set-output name=x::y")]
    [InlineData("first\n::error::second", "first\n\\u003a:error::second")]
    [InlineData("::", @"\u003a:")]
    [InlineData(":::", @"\u003a::")]
    [InlineData("##[group]", @"#\u0023[group]")]
    [InlineData("gate/a failed: ##[error]x", @"gate/a failed: #\u0023[error]x")]
    [InlineData("###[error]##[x]", @"##\u0023[error]#\u0023[x]")]
    [InlineData("a ##vso[task.setvariable variable=a]b", @"a #\u0023vso[task.setvariable variable=a]b")]
    [InlineData("##teamcity[x", @"#\u0023teamcity[x")]
    [InlineData("http://[::1]:8080/ and Foo::bar", "http://[::1]:8080/ and Foo::bar")]
    [InlineData("## 1.4.2 [new]", "## 1.4.2 [new]")]
    [InlineData("#[x] # #[x] ##", "#[x] # #[x] ##")]
    [InlineData("", "")]
    public void What_others_wrote_is_no_command_to_the_server_that_runs_a_build(string text, string harmless)
    {
        Assert.Equal(harmless, LogCommands.Disarm(text));
        Assert.Equal(harmless, LogCommands.Disarm(harmless));
    }
}
