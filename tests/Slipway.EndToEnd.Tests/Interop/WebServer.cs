using System.Diagnostics;

namespace Slipway.EndToEnd.Tests.Interop;

/// <summary><c>slipway serve</c>, until it is disposed.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly Process _process;

    private WebServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<WebServer> StartAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "slipway.dll"), "serve", "--port", "0", "--folder", folder])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("slipway serve ended at once.");
        return new WebServer(process, new Uri(line.Split(' ')[0]));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
