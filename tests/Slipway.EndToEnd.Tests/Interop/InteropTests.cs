using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>
/// The life of a product, typed with the <c>slipway</c> command. After each step a new device and one that was there from the first day
/// read the repository: ours from a folder, ours over http, and tuf-js.
/// </summary>
public sealed class InteropTests : IAsyncLifetime
{
    private static readonly RuntimeId Runtime = RuntimeId.Parse("linux-x64");

    private readonly Shop _shop = new();
    private readonly SortedDictionary<string, Standing> _standings = new(StringComparer.Ordinal);
    private WebServer? _server;
    private string _reader = "";
    private int _devices;
    private IDevice _firstDevice = null!;

    public async ValueTask InitializeAsync() => await _shop.InitializeAsync();

    [Theory]
    [InlineData("folder")]
    [InlineData("http")]
    [InlineData("tuf-js")]
    public async Task B09_every_client_reads_all_that_the_command_publishes_and_no_older_copy(string reader)
    {
        await BeginAsync(reader);

        await ReleaseLongAgoAsync("0.9.0");
        await ReleaseAsync("1.0.0", "the first", percent: 100);
        await RollOutAsync();
        await ReleaseAsync("1.0.1", "a bad one", percent: 20);
        var beforeRotation = CopyRepository("before-rotation");
        await WithdrawAsync();
        await ReleaseAsync("1.0.2", "the first", percent: 100);
        await RotateKeysAsync();
        var afterRotation = CopyRepository("after-rotation");
        await ReleaseAsync("1.0.3", "signed with new keys", percent: 100);
        await PruneAsync();

        await RequireNoReplayAsync(beforeRotation);
        await RequireNoReplayAsync(afterRotation);
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _shop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task BeginAsync(string reader)
    {
        Assert.SkipWhen(reader == "tuf-js" && TufJs.Obstacle is not null, TufJs.Obstacle ?? "");
        _reader = reader;
        _server = reader == "folder" ? null : await WebServer.StartAsync(_shop.Terminal["releases"]);
        _firstDevice = await NewDeviceAsync();
        await RequireReadableAsync("init");
    }

    /// <summary>What has expired since: the next publication renews it, before any device reads.</summary>
    private async Task ReleaseLongAgoAsync(string version)
    {
        var bundle = await _shop.BundleAsync(version, "the oldest");
        var repository = new ReleaseRepository(_shop.Policy, new FakeClock(TimeProvider.System.GetUtcNow().AddDays(-200)));
        await new ReleasePublisher(repository).PublishAsync(new PublishRequest([bundle], ChannelName.Parse("canary")), progress: null, CancellationToken.None);
    }

    /// <summary>Publishes a version and promotes it through every channel.</summary>
    private async Task ReleaseAsync(string version, string content, int percent)
    {
        var bundle = await _shop.BundleAsync(version, content);
        await TypeAsync($"slipway publish {bundle} --channel canary", "canary", new Standing(version, RolloutState.Active, 100));
        await TypeAsync($"slipway promote {version} --from canary --to beta", "beta", new Standing(version, RolloutState.Active, 10));
        await TypeAsync($"slipway promote {version} --from beta --to stable --percent {percent}", "stable", new Standing(version, RolloutState.Active, percent));
    }

    private async Task RollOutAsync()
    {
        await TypeAsync("slipway rollout set --channel beta --percent 50", "beta", _standings["beta"] with { Percent = 50 });
        await TypeAsync("slipway rollout halt --channel beta", "beta", _standings["beta"] with { State = RolloutState.Halted });
        await TypeAsync("slipway rollout resume --channel beta", "beta", _standings["beta"] with { State = RolloutState.Active });
    }

    /// <summary>Takes the release off the air, and goes back. No command writes such an offer yet, and devices obey it.</summary>
    private async Task WithdrawAsync()
    {
        await TypeAsync("slipway rollout halt --channel stable", "stable", _standings["stable"] with { State = RolloutState.Halted });

        var stable = ChannelName.Parse("stable");
        await new ReleaseRepository(_shop.Policy, TimeProvider.System).CommitAsync(
            async edit =>
            {
                var offer = (await edit.State.ReadOfferAsync(stable, Runtime, CancellationToken.None))!;
                var rollout = (await edit.State.ReadRolloutAsync(stable, CancellationToken.None))!;
                var back = offer with { Release = offer.Rollback!, Rollback = null, AllowDowngradeFrom = [offer.Release.Version], Reason = "yank" };
                edit.Put("stable", ReleasePaths.Offer(stable, Runtime), StoreContent.Of(back.ToBytes()));
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(stable), StoreContent.Of((rollout with { Version = back.Release.Version, State = RolloutState.Active }).ToBytes()));
            },
            progress: null,
            CancellationToken.None);
        _standings["stable"] = new Standing("1.0.0", RolloutState.Active, 20);
        await RequireReadableAsync("going back");
    }

    /// <summary>A channel's key, then the root's and the online ones, and again: devices walk from the first root to the third. Old keys go.</summary>
    private async Task RotateKeysAsync()
    {
        foreach (var roles in new[] { "stable", "root timestamp snapshot", "root targets", "rollout" })
        {
            await TypeAsync($"slipway keys rotate {roles}");
        }

        foreach (var old in new[] { "root", "root-2", "online", "targets", "stable", "rollout" })
        {
            File.Delete(_shop.Terminal[$"keys/{old}.pem"]);
        }

        await TypeAsync("slipway refresh");
    }

    private async Task PruneAsync()
    {
        var pruning = await _shop.TypeAsync("slipway prune --older-than 0 --json");

        Assert.NotEqual(0, pruning.Json.GetProperty("deleted").GetInt32());
        await RequireReadableAsync("prune");
    }

    /// <summary>Who has seen the repository as it is refuses what it was. That is what a device without a past cannot do before it expires.</summary>
    private async Task RequireNoReplayAsync(string older)
    {
        var newest = _shop.Repository + ".newest";
        Directory.Move(_shop.Repository, newest);
        Directory.Move(older, _shop.Repository);

        await Assert.ThrowsAsync<RepositoryRefusedException>(() => _firstDevice.FetchAsync([]));

        Directory.Move(_shop.Repository, older);
        Directory.Move(newest, _shop.Repository);
        await RequireReadableAsync("the replay");
    }

    private Task TypeAsync(string line, string channel, Standing standing)
    {
        _standings[channel] = standing;
        return TypeAsync(line);
    }

    private async Task TypeAsync(string line)
    {
        await _shop.TypeAsync(line);
        await RequireReadableAsync(line);
    }

    private async Task RequireReadableAsync(string after)
    {
        foreach (var device in new[] { _firstDevice, await NewDeviceAsync() })
        {
            try
            {
                await RequireReadableAsync(device);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"After {after}, {(device == _firstDevice ? "the first" : "a new")} device: {failure}");
            }
        }
    }

    /// <summary>Offers, rollouts and every file of every version that a channel offers, byte by byte, and nothing that nobody lists.</summary>
    private async Task RequireReadableAsync(IDevice device)
    {
        var bundleFiles = _standings.Values.Select(standing => standing.Version).Distinct()
            .SelectMany(version => Directory.EnumerateFiles(_shop.Bundle(version)).Select(file => (Path: Shop.PathOf(version, Path.GetFileName(file)), File: file))).ToArray();
        string[] unlisted = ["stable/linux-arm64.json", "releases/9.9.9/linux-x64/manifest.json"];
        var channelFiles = _standings.Keys.SelectMany(channel => new[] { $"{channel}/linux-x64.json", $"rollout/{channel}.json" });

        var files = await device.FetchAsync([.. channelFiles, .. bundleFiles.Select(file => file.Path), .. unlisted]);

        Assert.All(unlisted, path => Assert.Null(files[path]));
        Assert.All(bundleFiles, file => Assert.Equal(File.ReadAllBytes(file.File), files[file.Path]));
        Assert.All(_standings, channel => RequireStanding(channel.Key, channel.Value, files));
    }

    private void RequireStanding(string channel, Standing standing, IReadOnlyDictionary<string, byte[]?> files)
    {
        var offer = Offer.Parse(files[$"{channel}/linux-x64.json"]!);
        var rollout = Rollout.Parse(files[$"rollout/{channel}.json"]!);
        Assert.Equal((channel, standing.Version), (offer.Channel.ToString(), offer.Release.Version.ToString()));
        Assert.Equal(Sha256Digest.Of(File.ReadAllBytes(Path.Combine(_shop.Bundle(standing.Version), BundleFolder.Manifest))), offer.Release.ManifestDigest);
        Assert.Equal((standing.Version, standing.State, standing.Percent * 100), (rollout.Version.ToString(), rollout.State, rollout.Permyriad));
    }

    private async Task<IDevice> NewDeviceAsync()
    {
        var folder = _shop.Terminal[$"device-{_devices++}"];
        var address = _server is null ? new Uri(_shop.Repository + "/") : new Uri(_server.Address, "acme/edge-agent/");
        return _reader == "tuf-js"
            ? new TufJsDevice(await TufJs.CreateAsync(folder, _shop.TrustAnchor), address)
            : new OwnDevice(folder, _shop.TrustAnchor, address);
    }

    private string CopyRepository(string name)
    {
        var copy = $"{_shop.Repository}.{name}";
        foreach (var file in Directory.EnumerateFiles(_shop.Repository, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(copy, Path.GetRelativePath(_shop.Repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        return copy;
    }

    /// <summary>What a channel offers, and to how many.</summary>
    private sealed record Standing(string Version, RolloutState State, int Percent);
}
