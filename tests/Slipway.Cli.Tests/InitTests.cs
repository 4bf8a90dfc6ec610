namespace Slipway.Cli.Tests;

/// <summary><c>slipway init</c> where a template of <c>dotnet new</c> has put a slipway.json.</summary>
public sealed class InitTests : IDisposable
{
    private readonly Terminal _terminal = new();

    public InitTests() => File.Copy(SourceTree.At("templates/slipway-edge/slipway.json"), _terminal["slipway.json"]);

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public async Task What_is_missing_is_made_and_the_file_stays()
    {
        var before = await File.ReadAllBytesAsync(_terminal["slipway.json"]);

        var first = await _terminal.TypeAsync("slipway init --product edge-agent");
        var again = await _terminal.TypeAsync("slipway init");

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("8 new", first.Output, StringComparison.Ordinal);
        Assert.Contains("releases/acme/edge-agent/metadata/timestamp.json", _terminal.Files);
        Assert.Equal(before, await File.ReadAllBytesAsync(_terminal["slipway.json"]));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("SLP1064", again.Error, StringComparison.Ordinal);
        Assert.Contains("trust_anchor.json exists already", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--product other")]
    [InlineData("--org other")]
    [InlineData("--role-key releases=file:keys/other.pem")]
    public async Task An_option_that_says_something_else_is_refused_and_nothing_is_made(string option)
    {
        var answer = await _terminal.TypeAsync($"slipway init {option}");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("SLP1064", answer.Error, StringComparison.Ordinal);
        Assert.Contains(option.Split(' ')[0], answer.Error, StringComparison.Ordinal);
        Assert.Equal(["slipway.json"], _terminal.Files);
    }
}
