using System.Diagnostics;

namespace Slipway.Demo;

/// <summary><c>slipway serve</c> in the background: all that a fleet needs of a server is GET.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<Server> StartAsync(Workshop workshop, CancellationToken cancellation)
    {
        var process = Process.Start(new ProcessStartInfo(workshop.Slipway, ["serve", "--folder", workshop.Store, "--port", "0"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellation);
        return Uri.TryCreate(line?.Split(' ')[0], UriKind.Absolute, out var address)
            ? new Server(process, address)
            : throw new StepFailedException($"'slipway serve' said '{line}': expected its address.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
