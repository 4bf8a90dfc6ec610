using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Health;
using Slipway.Json;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Tests;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Agent.Tests.Updates;

/// <summary>What a publisher takes back, as its own operations sign it, on a device that runs the agent: 1.4.2 runs, after 1.4.1.</summary>
public sealed class RecalledDeviceTests : IAsyncLifetime
{
    private readonly TestDevice _device = new();
    private readonly ReleaseWorkshop _workshop = CreateEmpty();

    public async ValueTask InitializeAsync()
    {
        _workshop.Clock.Now = TimeProvider.System.GetUtcNow();
        await new Publishing.Repository.RepositoryInitializer(_workshop.Clock).InitializeAsync(_workshop.Request("releases"), CancellationToken.None);
        _workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        _device.Amend(json => json["repositories"] = new JsonArray(new Uri($"{_workshop.StoreFolder}/").AbsoluteUri));
        File.Copy(_workshop["trust_anchor.json"], _device.Layout.TrustAnchor);
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task D2_A_yank_sends_the_device_back_to_what_lies_on_its_disk()
    {
        await FollowAsync("1.4.1", "1.4.2");

        await YankAsync("1.4.2");
        var back = await UpdateAsync();
        var again = await UpdateAsync();

        Assert.StartsWith("1.4.2 was yanked: overheats the motor. It is rolled back to 1.4.1.\n", back.Output, StringComparison.Ordinal);
        Assert.Contains("v1.4.1 is on the disk already, verified\n", back.Output, StringComparison.Ordinal);
        Assert.Equal("1.4.2 was yanked: overheats the motor.\n", again.Output);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Empty(new Quarantine(_device.Layout).Read());
    }

    [Fact]
    public async Task D2_A_first_release_that_is_yanked_is_a_dead_end_until_the_next_one()
    {
        await FollowAsync("1.4.1");

        await YankAsync("1.4.1");
        var deadEnd = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;
        await FollowAsync("1.4.2");

        Assert.Equal(1, deadEnd.ExitCode);
        Assert.Contains("SLP4028: 1.4.1 was yanked: overheats the motor. There is no release to go back to.", deadEnd.Error, StringComparison.Ordinal);
        Assert.Equal(("yanked", "1.4.1"), ((string?)status["reason"], (string?)status["current_version"]));
    }

    [Fact]
    public async Task D2_A_deliberate_rollback_is_followed_and_the_same_release_may_come_again()
    {
        await FollowAsync("1.4.1", "1.4.2");

        await RollBackAsync();
        await UpdateAsync();
        var back = _device.Current;
        await PromoteAsync("1.4.2", Beta, Stable);
        await UpdateAsync();

        Assert.Equal(("versions/v1.4.1", "versions/v1.4.2"), (back, _device.Current));
    }

    [Fact]
    public async Task D1_The_floor_that_the_device_has_seen_holds_against_a_rollback()
    {
        await FollowAsync("1.4.1", "1.4.2");
        await new VersionFloor(_device.Layout).LiftAsync(SemanticVersion.Parse("1.4.2"), CancellationToken.None);

        await RollBackAsync();
        var refused = await _device.RunAsync("update");

        Assert.Equal((1, "versions/v1.4.2"), (refused.ExitCode, _device.Current));
        Assert.Contains("1.4.1 is below 1.4.2, the oldest version that is safe to run", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D2_A_rollout_that_goes_back_and_is_resumed_brings_the_same_release_again()
    {
        await FollowAsync("1.4.1", "1.4.2");

        await new RolloutEditor(_workshop.Repository).RollBackAsync(Stable, "slow", CancellationToken.None);
        await UpdateAsync();
        var back = _device.Current;
        await new RolloutEditor(_workshop.Repository).ResumeAsync(Stable, CancellationToken.None);
        await UpdateAsync();

        Assert.Equal(("versions/v1.4.1", "versions/v1.4.2"), (back, _device.Current));
    }

    [Fact]
    public async Task D2_Who_was_away_during_the_yank_and_is_not_yet_to_have_the_mended_release_goes_back_first()
    {
        await FollowAsync("1.4.1", "1.4.2");

        await YankAsync("1.4.2");
        await PublishAsync("1.4.3");
        await new RolloutEditor(_workshop.Repository).SetAsync(Stable, 0, CancellationToken.None);
        var away = await UpdateAsync();
        var back = _device.Current;
        await new RolloutEditor(_workshop.Repository).SetAsync(Stable, Rollout.Everyone, CancellationToken.None);
        await UpdateAsync();

        Assert.StartsWith("1.4.2 was yanked: overheats the motor. It is rolled back to 1.4.1.\n", away.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.1", "versions/v1.4.3"), (back, _device.Current));
    }

    [Fact]
    public async Task D2_After_two_yanks_the_mended_release_still_has_a_way_back()
    {
        await FollowAsync("1.4.0", "1.4.1", "1.4.2");

        await YankAsync("1.4.2");
        await YankAsync("1.4.1");
        var deadEnd = await _device.RunAsync("update");
        await PublishAsync("1.4.3");
        await new RolloutEditor(_workshop.Repository).SetAsync(Stable, 0, CancellationToken.None);
        await UpdateAsync();

        Assert.Equal(1, deadEnd.ExitCode);
        Assert.Equal("versions/v1.4.0", _device.Current);
    }

    [Fact]
    public async Task A13_What_a_yank_that_is_void_took_away_comes_again_and_a_device_is_never_asked_about_it()
    {
        await FollowAsync("1.4.1", "1.4.2");

        await YankAsync("1.4.2");
        await UpdateAsync();
        var back = _device.Current;
        await new Unyanker(_workshop.Repository, []).UnyankAsync(new UnyankRequest("the sensor was at fault") { IsAboutAll = true }, CancellationToken.None);
        var waits = await UpdateAsync();
        await new RolloutEditor(_workshop.Repository).ResumeAsync(Stable, CancellationToken.None);
        await UpdateAsync();

        Assert.Equal(("versions/v1.4.1", "versions/v1.4.2"), (back, _device.Current));
        Assert.Equal("The rollout of 1.4.2 goes back.\n", waits.Output);
        Assert.Empty(new Quarantine(_device.Layout).Read());
    }

    /// <summary>Releases go to every device of stable, and this one takes each.</summary>
    private async Task FollowAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await PublishAsync(version);
            await UpdateAsync();
            Assert.Equal($"versions/v{version}", _device.Current);
        }
    }

    private async Task PublishAsync(string version)
    {
        var payload = Directory.CreateDirectory(_workshop[$"payload-{version}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(payload, "health.json"), ReleaseRecipe.Healthy);
        await File.WriteAllTextAsync(Path.Combine(payload, "version.txt"), version);
        var health = HealthContract.Default.ToJson();
        health["url"] = _device.HealthAddress.AbsoluteUri;
        using var builder = KeyReferences.OpenSigner(KeyReference.Parse("file:keys/builder.pem"), _workshop.Folder);
        var request = new PackRequest
        {
            Product = SegmentName.Parse("edge-agent"),
            Version = SemanticVersion.Parse(version),
            Runtime = LinuxX64,
            Payload = PayloadSource.FromFolder(payload),
            OutputFolder = _workshop[$"dist-{version}"],
            Health = HealthContract.FromJson(new JsonFields(health)),
        };
        await BundlePacker.PackAsync(request, builder, progress: null, CancellationToken.None);
        await _workshop.PublishBundlesAsync(request.OutputFolder);
        await PromoteAsync(version, Canary, Beta);
        await PromoteAsync(version, Beta, Stable);
    }

    private Task PromoteAsync(string version, ChannelName from, ChannelName to) =>
        _workshop.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), from, to) { Permyriad = Rollout.Everyone });

    private Task YankAsync(string version) => new Yanker(_workshop.Repository).YankAsync(SemanticVersion.Parse(version), "overheats the motor", CancellationToken.None);

    private Task RollBackAsync() => new ChannelRollback(_workshop.Repository).RollBackAsync(new RollbackRequest(Stable, "slow"), CancellationToken.None);

    private async Task<AgentRun> UpdateAsync()
    {
        var run = await _device.RunAsync("update");
        Assert.True(run.ExitCode is 0 or 3, run.Output + run.Error);
        return run;
    }
}
