namespace Slipway.Cli.Tests;

/// <summary>Servers that run builds take lines of a log for commands to themselves. What others wrote is none, whichever way the command prints it.</summary>
public sealed class LogTests(ReleasedProduct product) : IClassFixture<ReleasedProduct>
{
    [Theory]
    [InlineData("slipway rollout explain --device ::add-mask::x --channel canary --running 1.4.1", @"\u003a:add-mask::x: ")]
    [InlineData("slipway rollout explain --device ##[group]x --channel canary --running 1.4.1", @"#\u0023[group]x: ")]
    [InlineData("slipway rollout explain --device ##[group]x --channel canary --running 1.4.1 --json", @"""#\u0023[group]x""")]
    [InlineData("slipway verify ##vso[task.complete]x", @"/#\u0023vso[task.complete]x")]
    [InlineData("slipway verify ##vso[task.complete]x --json", @"/#\u0023vso[task.complete]x")]
    [InlineData("slipway url 1\n::add-mask::x", @"'1\u000a::add-mask::x' is not a version")]
    [InlineData("slipway url 1.4.2 2\n##[error]x", @"2\u000a#\u0023[error]x")]
    [InlineData("slipway yank 1.4.2 --reason ##[error]x", @"'#\u0023[error]x'")]
    [InlineData("slipway promote 1.4.2 --from beta --to stable --plan --emergency --reason ##[error]x", @"'#\u0023[error]x'")]
    public async Task It_is_told_and_does_nothing(string line, string told)
    {
        var answer = await product.Terminal.TypeAsync(line);

        Assert.Contains(told, answer.Output + answer.Error, StringComparison.Ordinal);
        Assert.All((answer.Output + answer.Error).Split('\n'), printed =>
        {
            Assert.DoesNotMatch(@"##[a-z]*\[", printed);
            Assert.DoesNotMatch(@"^\s*::", printed);
        });
    }

    /// <summary>Help shows what variables say, and a form of a pipeline fills variables. After a mistake it is no result: a script would take it for one.</summary>
    [Fact]
    public async Task Help_shows_variables_and_commands_nothing()
    {
        using var terminal = new Terminal();
        terminal.Environment["SLIPWAY_REASON"] = "##[error]x";
        terminal.Environment["SLIPWAY_STORE"] = "a\n::add-mask::x";

        var mistake = await terminal.RefusedAsync("slipway yank", 2, "Required argument missing");
        var help = await terminal.DoneAsync("slipway yank --help");

        Assert.Empty(mistake.Output);
        Assert.All([mistake.Error, help.Output], page =>
        {
            Assert.Contains(@"[default: #\u0023[error]x]", page, StringComparison.Ordinal);
            Assert.Contains("Usage:\n  slipway yank <version> [options]\n", page, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?m)^\s*::", page);
        });
    }

    /// <summary>Words are what was typed: a reason that somebody wrote into a form must not read a file of the runner, and show it.</summary>
    [Fact]
    public async Task A_word_that_names_a_file_is_a_word()
    {
        await product.Terminal.RefusedAsync("slipway url @keys/builder.pem", 2, "VERSION: '@keys/builder.pem' is not a version");
    }
}
