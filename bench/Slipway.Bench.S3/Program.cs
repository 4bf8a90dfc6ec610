using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Slipway;
using Slipway.Bench.S3;
using Slipway.Bundles;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing;
using Slipway.Testing.Servers;

// Releases in a bucket of a real S3 server: how fast a payload gets there, against the SDK alone, and what each step of the road costs in requests and bytes.
//   Slipway.Bench.S3 CLI [MEGABYTES] [RUNS]
var cli = args[0];
var megabytes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 110;
var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
if (S3Server.Obstacle is { } obstacle)
{
    await Console.Error.WriteLineAsync($"bench: {obstacle}");
    return 2;
}

await using var server = new S3Server();
var endpoint = await server.StartAsync();
foreach (var (name, value) in endpoint.Environment)
{
    Environment.SetEnvironmentVariable(name, value);
}

using var folder = new TemporaryFolder();
var payload = folder["payload/app.bin"];
Directory.CreateDirectory(Path.GetDirectoryName(payload)!);
await Incompressible.WriteAsync(payload, megabytes * 1_000_000L);

await UploadAsync();
await new RoadCost(endpoint, cli, folder.Path).PrintAsync();
return 0;

async Task UploadAsync()
{
    await using var bucket = await endpoint.CreateBucketAsync();
    using var client = endpoint.Connect();
    var peer = new SdkUpload(client, bucket, partBytes: S3Objects.PieceBytes, atOnce: PartSender.AtOnce);
    var settings = new S3Settings(endpoint.Address, endpoint.Region, PathStyle: true);
    var store = ReleaseStores.Open(bucket.Store, SegmentName.Parse("acme"), SegmentName.Parse("bench"), settings);
    await using var stream = File.OpenRead(payload);
    var digest = Sha256Digest.FromHash(await SHA256.HashDataAsync(stream));
    List<double> ours = [], theirs = [];
    for (var run = 0; run <= runs; run++)
    {
        theirs.Add(await SecondsAsync(() => peer.RunAsync(payload, $"peer/{run}")));
        ours.Add(await SecondsAsync(() => store.CreateAsync($"targets/{run}/{digest}.payload", StoreContent.OfFile(payload, stream.Length, digest), CancellationToken.None)));
        await bucket.EmptyAsync();
    }

    // The first run of each warms up.
    var (median, peerMedian) = (Median(ours), Median(theirs));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"upload of {megabytes} MB: SDK alone {megabytes / peerMedian:F0} MB/s, S3Store {megabytes / median:F0} MB/s; ratio {peerMedian / median:F2} (target: at least 0.80)"));
}

static async Task<double> SecondsAsync(Func<Task> work)
{
    var watch = Stopwatch.StartNew();
    await work();
    return watch.Elapsed.TotalSeconds;
}

static double Median(List<double> seconds) => seconds.Skip(1).Order().ElementAt((seconds.Count - 1) / 2);
