using System.Diagnostics;
using System.Globalization;
using Slipway.Testing.Servers;

namespace Slipway.Bench.S3;

/// <summary>What each step of a release's road costs: requests, bytes up and down, and the peak memory of the command.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="cli">The command's program.</param>
/// <param name="folder">Its working folder, with the payload in <c>payload/</c>.</param>
internal sealed class RoadCost(S3Endpoint endpoint, string cli, string folder)
{
    public async Task PrintAsync()
    {
        await using var bucket = await endpoint.CreateBucketAsync();
        using var proxy = new FaultProxy(endpoint.Address);
        Environment.SetEnvironmentVariable("SLIPWAY_S3_ENDPOINT", proxy.Address.AbsoluteUri);
        Console.WriteLine($"{"",-28} {"requests",8} {"MB up",8} {"MB down",8} {"peak MB",8} {"seconds",8}");

        await RunAsync(proxy, "init", "init", "--product", "bench", "--org", "acme", "--store", bucket.Store.AbsoluteUri);
        await PolicyWithoutBakeAsync();
        foreach (var version in (string[])["1.0.0", "1.1.0"])
        {
            await RunAsync(proxy, null, "bundle", "payload", "--product", "bench", "--version", version, "--rid", "linux-x64", "--key", "file:keys/builder.pem", "--output", $"dist/{version}");
            await RunAsync(proxy, $"publish {version}", "publish", $"dist/{version}", "--channel", "canary");
            await RunAsync(proxy, $"publish {version} again", "publish", $"dist/{version}", "--channel", "canary");
            await RunAsync(proxy, $"promote {version} to beta", "promote", version, "--from", "canary", "--to", "beta");
            await RunAsync(proxy, $"promote {version} to stable", "promote", version, "--from", "beta", "--to", "stable");
        }

        await RunAsync(proxy, "rollout set", "rollout", "set", "--channel", "stable", "--percent", "50");
        await RunAsync(proxy, "rollout halt", "rollout", "halt", "--channel", "stable");
        await RunAsync(proxy, "refresh", "refresh");
        await RunAsync(proxy, "status", "status");
    }

    private async Task PolicyWithoutBakeAsync()
    {
        var policy = Path.Combine(folder, "slipway.json");
        await File.WriteAllTextAsync(policy, (await File.ReadAllTextAsync(policy)).Replace("\"48h\"", "\"0\"", StringComparison.Ordinal));
    }

    private async Task RunAsync(FaultProxy proxy, string? what, params string[] arguments)
    {
        proxy.Forget();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/time", ["-q", "-f", "%M", "-o", Path.Combine(folder, "memory"), cli, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"slipway {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Concat(output)}");
        }

        if (what is not null)
        {
            var memory = double.Parse((await File.ReadAllTextAsync(Path.Combine(folder, "memory"))).Trim(), CultureInfo.InvariantCulture) / 1024;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {proxy.Requests.Count,8} {Megabytes(proxy.Requests.Sum(request => request.BytesUp)),8:F3} {Megabytes(proxy.Requests.Sum(request => request.BytesDown)),8:F3} {memory,8:F0} {watch.Elapsed.TotalSeconds,8:F2}"));
        }
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
