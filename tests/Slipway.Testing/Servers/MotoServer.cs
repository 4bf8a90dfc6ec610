using System.Diagnostics;

namespace Slipway.Testing.Servers;

/// <summary>Moto's S3 server, which knows the checksum headers of AWS. It is started when it is first needed.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly string[] Python = ["python3", "-m", "moto.server"];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<(ServerProcess Process, S3Endpoint Endpoint)>> _server;

    public MotoServer() => _server = new(StartServerAsync);

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = ServerProcess.Obstacle ?? Programs.FindMissing(Python[0]) ?? FindMissingModule();

    /// <summary>Starts it, if that was not done before.</summary>
    public async Task<S3Endpoint> StartAsync() => (await _server.Value).Endpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
        {
            (await _server.Value).Process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task<(ServerProcess Process, S3Endpoint Endpoint)> StartServerAsync()
    {
        var port = FreePort.Find();
        var endpoint = new S3Endpoint(new Uri($"http://127.0.0.1:{port}/"), "tests", "tests-secret", "us-east-1");
        var process = await ServerProcess.StartAsync(_folder["moto.log"], endpoint.Address, [.. Python, "-H", "127.0.0.1", "-p", $"{port}"]);
        return (process, endpoint);
    }

    private static string? FindMissingModule()
    {
        using var python = Process.Start(new ProcessStartInfo(Python[0], ["-c", "import moto.server"]) { RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? null : "Python has no module moto.server: pip install 'moto[server,s3]' gets it.";
    }
}
