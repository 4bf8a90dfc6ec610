using System.Diagnostics;
using Amazon.S3.Model;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Servers;

/// <summary>The servers that other tests rely on.</summary>
public sealed class ServersTests(S3Server s3, MotoServer moto)
{
    [Fact]
    public async Task An_object_goes_into_a_bucket_of_the_s3_server_and_comes_back()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");

        await RequireWorksAsync(await s3.StartAsync());
    }

    [Fact]
    public async Task An_object_goes_into_a_bucket_of_moto_and_comes_back()
    {
        Assert.SkipWhen(MotoServer.Obstacle is not null, MotoServer.Obstacle ?? "");

        await RequireWorksAsync(await moto.StartAsync());
    }

    [Fact]
    public async Task Everybody_reads_a_bucket_that_was_opened_and_no_other()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        await using var bucket = await (await s3.StartAsync()).CreateBucketAsync();
        using var client = bucket.Endpoint.Connect();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "a", ContentBody = "text" });
        using var anonymous = new HttpClient();

        Assert.Equal(403, (int)(await anonymous.GetAsync(new Uri(bucket.Address, "a"))).StatusCode);
        await bucket.LetEverybodyReadAsync();

        Assert.Equal("text", await anonymous.GetStringAsync(new Uri(bucket.Address, "a")));
        Assert.Equal(403, (int)(await anonymous.GetAsync(bucket.Address)).StatusCode);
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why()
    {
        Assert.SkipWhen(ServerProcess.Obstacle is not null, ServerProcess.Obstacle ?? "");
        using var folder = new TemporaryFolder();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ServerProcess.StartAsync(folder["log"], new Uri($"http://127.0.0.1:{FreePort.Find()}/"), "sh", "-c", "echo this is why; exit 1"));

        Assert.Contains("this is why", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A shell stands for the test process: killed, it takes its server with it.</summary>
    [Fact]
    public async Task A_server_ends_with_the_process_that_started_it()
    {
        Assert.SkipWhen(ServerProcess.Obstacle is not null, ServerProcess.Obstacle ?? "");
        using var folder = new TemporaryFolder();
        var script = SourceTree.At("tests/Slipway.Testing/Servers/tethered.sh");
        using var starter = Process.Start(new ProcessStartInfo("bash", ["-c", $"sleep 600 | bash '{script}' '{folder["log"]}' sh -c 'echo $$; exec sleep 600'"]))!;
        var server = 0;
        while (server == 0 || !Directory.Exists($"/proc/{server}"))
        {
            await Task.Delay(10);
            server = File.Exists(folder["log"]) && int.TryParse(await File.ReadAllTextAsync(folder["log"]), out var id) ? id : 0;
        }

        starter.Kill(entireProcessTree: true);

        while (Directory.Exists($"/proc/{server}"))
        {
            await Task.Delay(10);
        }
    }

    private static async Task RequireWorksAsync(S3Endpoint endpoint)
    {
        await using var bucket = await endpoint.CreateBucketAsync();
        using var client = endpoint.Connect();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = "a/b", ContentBody = "text" });

        using var answer = await client.GetObjectAsync(bucket.Name, "a/b");

        Assert.Equal("text", await new StreamReader(answer.ResponseStream).ReadToEndAsync());
    }
}
