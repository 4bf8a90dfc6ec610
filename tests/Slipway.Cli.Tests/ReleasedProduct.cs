namespace Slipway.Cli.Tests;

/// <summary>A folder in which a release was published and promoted once, for tests that only look.</summary>
public sealed class ReleasedProduct : IAsyncLifetime
{
    internal Terminal Terminal { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Terminal["app"]);
        await File.WriteAllTextAsync(Terminal["app/run.py"], "print('hello')");
        await DoneAsync("slipway init --product edge-agent --org acme --store releases");
        await DoneAsync("slipway bundle app --product edge-agent --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output out");
        await DoneAsync("slipway publish out --channel canary --notes hello\u001b[2J");
        await DoneAsync("slipway promote 1.4.2 --from canary --to beta");
    }

    public ValueTask DisposeAsync()
    {
        Terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task DoneAsync(string line)
    {
        var answer = await Terminal.TypeAsync(line);
        Assert.True(answer.ExitCode == 0, answer.Error);
    }
}
