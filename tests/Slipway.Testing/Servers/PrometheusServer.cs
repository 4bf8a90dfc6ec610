namespace Slipway.Testing.Servers;

/// <summary>Debian's Prometheus with a past that tests write for it. It is started when it is first needed.</summary>
public sealed class PrometheusServer : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _process;

    private PrometheusServer(TemporaryFolder folder, ServerProcess process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = ServerProcess.Obstacle ?? (Programs.FindMissing("prometheus", "promtool") is { } missing ? $"{missing} Debian's package prometheus has them." : null);

    public Uri Address { get; }

    /// <summary>Starts it on samples of the past: nothing is scraped, and nobody waits.</summary>
    /// <param name="samples">In OpenMetrics' text form, without its last line.</param>
    public static async Task<PrometheusServer> StartAsync(string samples)
    {
        var folder = new TemporaryFolder();
        try
        {
            await File.WriteAllTextAsync(folder["samples.txt"], $"{samples}\n# EOF\n");
            await File.WriteAllTextAsync(folder["prometheus.yml"], "global: { scrape_interval: 1h }\n");
            Command.Run(folder, "promtool", "tsdb", "create-blocks-from", "openmetrics", folder["samples.txt"], folder["data"]);
            var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
            var process = await ServerProcess.StartAsync(
                folder["output.log"],
                new Uri(address, "/api/v1/query?query=1"),
                "prometheus",
                $"--config.file={folder["prometheus.yml"]}",
                $"--storage.tsdb.path={folder["data"]}",
                $"--web.listen-address={address.Authority}");
            return new PrometheusServer(folder, process, address);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }
}
