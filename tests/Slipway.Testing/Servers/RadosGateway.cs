namespace Slipway.Testing.Servers;

/// <summary>Ceph's S3 gateway, the real one, with a cluster of one node that keeps its objects in memory. It is started when it is first needed.</summary>
public sealed class RadosGateway : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly string? MissingPrograms = Programs.FindMissing("radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd", "monmaptool");

    private readonly Lazy<Task<(ServerProcess Process, TemporaryFolder Folder, S3Endpoint Endpoint)>> _server = new(StartServerAsync);

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = ServerProcess.Obstacle
        ?? (MissingPrograms is null ? null : $"{MissingPrograms} Debian's packages radosgw, ceph-mon, ceph-osd and ceph-common have what it takes.");

    /// <summary>Starts it, if that was not done before.</summary>
    public async Task<S3Endpoint> StartAsync() => (await _server.Value).Endpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
        {
            var server = await _server.Value;
            server.Process.Dispose();
            server.Folder.Dispose();
        }
    }

    /// <summary>Its ports must be known before it listens on them: somebody else may be faster.</summary>
    private static async Task<(ServerProcess Process, TemporaryFolder Folder, S3Endpoint Endpoint)> StartServerAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = new TemporaryFolder();
            var (port, monitor) = (FreePort.Find(), FreePort.Find());
            var endpoint = new S3Endpoint(new Uri($"http://127.0.0.1:{port}/"), "tests", "tests-secret", "us-east-1");
            try
            {
                var process = await ServerProcess.StartScriptAsync(
                    "radosgw.sh", folder["output.log"], endpoint.Address, folder.Path, $"{port}", $"{monitor}", endpoint.AccessKey, endpoint.Secret);
                return (process, folder, endpoint);
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                folder.Dispose();
            }
        }
    }
}
