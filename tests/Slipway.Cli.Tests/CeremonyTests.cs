using Slipway.Channels;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Cli.Tests;

/// <summary>Ceremonies as people type them: one where releases are made, and one with one key and no other.</summary>
public sealed class CeremonyTests : IAsyncLifetime
{
    private readonly Terminal _maintainer = new();
    private readonly Terminal _holder = new();
    private readonly LocalMetadataInMemory _device = new();
    private readonly RepositoryMirrors _mirrors;

    public CeremonyTests() => _mirrors = new RepositoryMirrors(new FolderSource(_maintainer["releases/acme/edge-agent"]));

    public async ValueTask InitializeAsync()
    {
        await _maintainer.DoneAsync($"slipway init --product edge-agent --org acme --store file://{_maintainer["releases"]}");
        await File.WriteAllTextAsync(_maintainer["slipway.json"], (await File.ReadAllTextAsync(_maintainer["slipway.json"])).Replace("\"48h\"", "\"0\"", StringComparison.Ordinal));
        Directory.CreateDirectory(_maintainer["app"]);
        await File.WriteAllTextAsync(_maintainer["app/run.py"], "print('hello')");
        await RefreshDeviceAsync();
    }

    [Fact]
    public async Task A11_stable_takes_two_of_three_and_devices_see_a_release_when_two_have_signed()
    {
        await _holder.DoneAsync("slipway keys generate stable-second");
        await _maintainer.DoneAsync("slipway keys generate stable-third");
        File.Delete(_maintainer["keys/stable-third.pem"]);
        File.Copy(_holder["keys/stable-second.pub.pem"], _maintainer["keys/stable-second.pub.pem"]);
        await _maintainer.DoneAsync("slipway keys add stable file:keys/stable-second.pub.pem");
        Assert.Equal(3, (await _maintainer.TypeAsync("slipway keys add stable file:keys/stable-third.pem --threshold 2")).ExitCode);
        Clone();
        await _holder.DoneAsync("slipway approve --yes");
        await _maintainer.DoneAsync("slipway commit");
        await PublishAsync("1.4.2", "keys/builder.pem");
        await _maintainer.DoneAsync("slipway promote 1.4.2 --from canary --to beta");

        var staged = await _maintainer.TypeAsync("slipway promote 1.4.2 --from beta --to stable");
        var early = await _maintainer.TypeAsync("slipway commit");
        var unasked = await _holder.TypeAsync("slipway approve");
        Assert.Null(await OfferedAsync("stable"));
        var approved = await _holder.DoneAsync("slipway approve --yes");
        var foreign = await _holder.TypeAsync("slipway commit");
        var committed = await _maintainer.DoneAsync("slipway commit");

        Assert.Equal((3, 3, 1, 1), (staged.ExitCode, early.ExitCode, unasked.ExitCode, foreign.ExitCode));
        Assert.StartsWith("slipway: error SLP3020: Not published yet: the staging ", staged.Error, StringComparison.Ordinal);
        Assert.Contains("stable has 1 of 2 signatures", staged.Error, StringComparison.Ordinal);
        Assert.Contains("linux-x64     nothing -> 1.4.2   manifest sha256:", unasked.Error, StringComparison.Ordinal);
        Assert.Contains("SLP1052", unasked.Error, StringComparison.Ordinal);
        Assert.Contains("stable 2 -> 3   2 of 2 signatures", approved.Output, StringComparison.Ordinal);
        Assert.Contains("added 1 signature(s)", approved.Output, StringComparison.Ordinal);
        Assert.Contains("SLP1041", foreign.Error, StringComparison.Ordinal);
        Assert.Contains("published: stable 3", committed.Output, StringComparison.Ordinal);
        Assert.Equal("1.4.2", await OfferedAsync("stable"));
    }

    [Fact]
    public async Task Every_key_can_be_replaced_and_a_device_of_the_first_root_follows()
    {
        await PublishAsync("1.4.1", "keys/builder.pem");
        foreach (var role in new[] { "timestamp", "snapshot", "targets", "stable", "releases", "root" })
        {
            await _maintainer.DoneAsync($"slipway keys rotate {role}");
            await RefreshDeviceAsync();
        }

        await PublishAsync("1.4.2", "keys/builder-2.pem");
        await _maintainer.DoneAsync("slipway promote 1.4.2 --from canary --to beta");
        await _maintainer.DoneAsync("slipway promote 1.4.2 --from beta --to stable");
        await _maintainer.DoneAsync("slipway rollout halt --channel stable");

        Assert.Equal("1.4.2", await OfferedAsync("stable"));
        Assert.Empty((await _maintainer.DoneAsync("slipway approve --json")).Json.GetProperty("stagings").EnumerateArray());
    }

    [Fact]
    public async Task Targets_and_root_change_hands_with_the_consent_of_who_held_them()
    {
        await _holder.DoneAsync("slipway keys generate root-second");
        File.Copy(_holder["keys/root-second.pub.pem"], _maintainer["keys/root-second.pub.pem"]);
        var added = await _maintainer.TypeAsync("slipway keys add root file:keys/root-second.pem --threshold 2");
        Clone();
        await _holder.DoneAsync("slipway approve --yes");
        await _maintainer.DoneAsync("slipway commit");

        var rotated = await _maintainer.TypeAsync("slipway keys rotate timestamp snapshot");
        var shown = await _holder.TypeAsync("slipway approve --json --yes");
        Clone();
        await _maintainer.DoneAsync("slipway commit");
        await RefreshDeviceAsync();
        await PublishAsync("1.4.2", "keys/builder.pem");

        // Two of the new root's keys must sign it, and one of them is where releases are made.
        Assert.Equal((3, 3), (added.ExitCode, rotated.ExitCode));
        Assert.Contains("slipway.json says it already", rotated.Error, StringComparison.Ordinal);
        var root = shown.Json.GetProperty("roles").EnumerateArray().First();
        Assert.Equal("root", root.GetProperty("role").GetString());
        Assert.Equal(["snapshot: +", "snapshot: -", "timestamp: +", "timestamp: -"], root.GetProperty("changes").EnumerateArray().Take(4).Select(change => change.GetString()!.Split(" key")[0]));
        Assert.Equal("1.4.2", await OfferedAsync("canary"));
    }

    [Fact]
    public async Task A_schedule_refreshes_with_the_online_keys_alone()
    {
        foreach (var key in new[] { "root", "targets", "builder", "canary", "beta", "stable" })
        {
            File.Delete(_maintainer[$"keys/{key}.pem"]);
        }

        var refreshed = await _maintainer.DoneAsync("slipway refresh");
        var offline = await _maintainer.TypeAsync("slipway refresh --role stable");

        Assert.StartsWith("timestamp  until ", refreshed.Output, StringComparison.Ordinal);
        Assert.Contains("stable     until ", refreshed.Output, StringComparison.Ordinal);
        Assert.Contains("SLP1041", offline.Error, StringComparison.Ordinal);
        await RefreshDeviceAsync();
    }

    [Fact]
    public async Task A_staging_is_dropped_by_its_id()
    {
        await _holder.DoneAsync("slipway keys generate root-second");
        File.Copy(_holder["keys/root-second.pub.pem"], _maintainer["keys/root-second.pub.pem"]);
        await _maintainer.TypeAsync("slipway keys add root file:keys/root-second.pem --threshold 2");
        var id = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(_maintainer["releases/acme/edge-agent/staging"]).Single());

        var discarded = await _maintainer.DoneAsync($"slipway discard {id}");
        var again = await _maintainer.TypeAsync($"slipway discard {id}");

        Assert.Equal($"discarded {id}{Environment.NewLine}", discarded.Output);
        Assert.Contains("SLP3021", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staging_is_shown_and_signed_by_who_types_yes_only()
    {
        Assert.Contains("nothing is staged", (await _maintainer.DoneAsync("slipway approve")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await _maintainer.TypeAsync("slipway keys add stable keys/stable.pem")).ExitCode);
        Assert.Equal(2, (await _maintainer.TypeAsync("slipway keys remove stable file:keys/stable.pem --threshold 0")).ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        _mirrors.Dispose();
        _maintainer.Dispose();
        _holder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the holder of a key has from version control.</summary>
    private void Clone()
    {
        Directory.CreateDirectory(_holder["keys"]);
        foreach (var file in new[] { "slipway.json", "trust_anchor.json" }.Concat(Directory.EnumerateFiles(_maintainer["keys"], "*.pub.pem").Select(file => $"keys/{Path.GetFileName(file)}")))
        {
            File.Copy(_maintainer[file], _holder[file], overwrite: true);
        }
    }

    private async Task PublishAsync(string version, string key)
    {
        await _maintainer.DoneAsync($"slipway bundle app --version {version} --rid linux-x64 --key file:{key} --output dist/{version}");
        await _maintainer.DoneAsync($"slipway publish dist/{version} --channel canary");
    }

    private async Task<TufClient> RefreshDeviceAsync()
    {
        var client = await TufClient.StartAsync(
            await File.ReadAllBytesAsync(_maintainer["releases/acme/edge-agent/metadata/1.root.json"]), _device, _mirrors, DateTimeOffset.UtcNow, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        return client;
    }

    private async Task<string?> OfferedAsync(string channel)
    {
        var client = await RefreshDeviceAsync();
        var file = await client.FindTargetAsync($"{channel}/linux-x64.json", CancellationToken.None);
        return file is null ? null : Offer.Parse(await client.ReadTargetAsync(file, MetadataLimits.OfferBytes, CancellationToken.None)).Release.Version.ToString();
    }
}
