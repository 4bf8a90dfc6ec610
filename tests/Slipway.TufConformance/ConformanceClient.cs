using Slipway.Storage;
using Slipway.Tuf;

namespace Slipway.TufConformance;

/// <summary>The product's TUF client behind the suite's command line.</summary>
internal sealed class ConformanceClient(ClientArguments arguments, TimeProvider time)
{
    // Beside the metadata, and without ".json": the suite takes every such file for a role that is trusted.
    private const string InitialRoot = "initial_root";

    private readonly string _folder = arguments.Require("--metadata-dir");

    public Task RunAsync(CancellationToken cancellation) => arguments.Verb switch
    {
        "init" => InitializeAsync(cancellation),
        "refresh" => RefreshAsync(cancellation),
        _ => DownloadAsync(cancellation),
    };

    private async Task InitializeAsync(CancellationToken cancellation)
    {
        var root = await File.ReadAllBytesAsync(arguments.RootFile!, cancellation);
        Directory.CreateDirectory(_folder);
        await AtomicFile.WriteAsync(Path.Combine(_folder, InitialRoot), root, cancellation);
        await AtomicFile.WriteAsync(Path.Combine(_folder, LocalFile.Role(RoleNames.Root).Name), root, cancellation);
        await AtomicFile.WriteAsync(Path.Combine(_folder, LocalFile.TrustAnchor.Name), root, cancellation);
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        using var mirrors = Open(targets: null);
        await RefreshAsync(mirrors, cancellation);
    }

    /// <summary>One client serves all names in order; the first failure ends it.</summary>
    private async Task DownloadAsync(CancellationToken cancellation)
    {
        using var mirrors = Open(new Uri(arguments.Require("--target-base-url")));
        var client = await RefreshAsync(mirrors, cancellation);
        foreach (var name in arguments.TargetNames)
        {
            await DownloadAsync(client, name, cancellation);
        }
    }

    private async Task<TufClient> RefreshAsync(RepositoryMirrors mirrors, CancellationToken cancellation)
    {
        var anchor = await File.ReadAllBytesAsync(Path.Combine(_folder, InitialRoot), cancellation);
        var client = await TufClient.StartAsync(anchor, new LocalMetadataFolder(_folder), mirrors, time.GetUtcNow(), cancellation);
        await client.RefreshAsync(cancellation);
        return client;
    }

    private async Task DownloadAsync(TufClient client, string name, CancellationToken cancellation)
    {
        var file = await client.FindTargetAsync(name, cancellation)
            ?? throw new TrustException(TrustFailure.TargetNotFound, name, $"No role lists {name}.");

        // One file a target, whatever its path looks like: nothing leads out of the folder.
        var place = Path.Combine(arguments.Require("--target-dir"), LocalFile.Target(name).Name);
        if (File.Exists(place) && file.Describes(await File.ReadAllBytesAsync(place, cancellation)))
        {
            return;
        }

        var temporary = place + ".part";
        try
        {
            await using (var destination = new FileStream(temporary, FileMode.Create))
            {
                await client.DownloadAsync(file, destination, progress: null, cancellation);
            }

            File.Move(temporary, place, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private RepositoryMirrors Open(Uri? targets) => new(new SplitSource(new Uri(arguments.Require("--metadata-url")), targets, time));
}
