namespace Slipway.Cli.Tests;

/// <summary>A folder in which a release was published and promoted once, for tests that only look.</summary>
public sealed class ReleasedProduct : IAsyncLifetime
{
    internal Terminal Terminal { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Terminal.InitializeAsync();
        await Terminal.PublishAsync("1.4.2", " --notes hello\u001b[2J");
        await Terminal.DoneAsync("slipway promote 1.4.2 --from canary --to beta");
    }

    public ValueTask DisposeAsync()
    {
        Terminal.Dispose();
        return ValueTask.CompletedTask;
    }
}
