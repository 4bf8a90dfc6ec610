using System.Runtime.Versioning;
using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Rollouts;

[UnsupportedOSPlatform("windows")]
public sealed class RolloutExplainerTests : IAsyncLifetime
{
    private const int Devices = 25;

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        await _workshop.PublishAsync("1.4.0");
        _workshop.EditPolicy("\"canary\": { \"waves\": [100] }", "\"canary\": { \"waves\": [1, 50, 100] }");
    }

    [Fact]
    public async Task It_says_whose_turn_it_is_and_with_which_wave()
    {
        var rollout = (await _workshop.PublishAsync("1.4.1")).Rollout;
        var second = FirstDevice(rollout.Salt, bucket => bucket is >= 100 and < 5_000);

        var before = await ExplainAsync(second, running: "1.4.0");
        await new RolloutEditor(_workshop.Repository).SetAsync(ReleaseWorkshop.Canary, 5_000, CancellationToken.None);
        var after = await ExplainAsync(second, running: "1.4.0");

        Assert.Equal((DecisionKind.Wait, "wait_cohort", 2), (before.Decision.Kind, before.Decision.Reason.ToString(), before.WaveNumber));
        Assert.Equal("cohort", before.Rules[^1].Rule);
        Assert.Equal((DecisionKind.Update, "1.4.1", 2), (after.Decision.Kind, after.Decision.Target?.Version.ToString(), after.WaveNumber));
        Assert.Equal(Cohort.BucketOf(second, rollout.Salt), after.Bucket);
    }

    [Theory]
    [InlineData(4, "timestamp")]
    [InlineData(730, "root")]
    public async Task What_has_expired_is_refused_as_devices_do(int days, string role)
    {
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += TimeSpan.FromDays(days);

        var explanation = await ExplainAsync("robot-1", running: "1.4.0");

        Assert.Equal((DecisionKind.Refuse, "expired"), (explanation.Decision.Kind, explanation.Decision.Reason.ToString()));
        Assert.StartsWith($"The metadata of {role} has expired", explanation.Decision.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollout_that_has_expired_alone_is_refused_too()
    {
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += TimeSpan.FromDays(8);
        await _workshop.Repository.CommitAsync(
            async edit =>
            {
                var offer = (await edit.State.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
                edit.Put("canary", ReleasePaths.Offer(offer.Channel, offer.Runtime), StoreContent.Of((offer with { Notes = "renewed" }).ToBytes()));
            },
            progress: null,
            CancellationToken.None);

        var explanation = await ExplainAsync("robot-1", running: "1.4.0");

        Assert.StartsWith("The metadata of rollout has expired", explanation.Decision.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_runtime_must_be_said_where_there_are_several()
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1"), await _workshop.PackAsync("1.4.1", runtime: "linux-arm64"));

        var refusal = await Assert.ThrowsAsync<InputException>(() => ExplainAsync("robot-1", running: "1.4.0", runtime: null));

        Assert.Contains("linux-arm64", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_runtimes_the_one_that_was_said_is_explained()
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1"), await _workshop.PackAsync("1.4.1", runtime: "linux-arm64"));

        var explanation = await ExplainAsync("robot-1", running: "1.4.0", runtime: "linux-arm64");

        Assert.Equal(("linux-arm64", "linux-arm64"), (explanation.Device.Runtime.ToString(), explanation.Offer?.Runtime.ToString()));
    }

    // Rows read: what is done to the channel, and what the devices run.
    public static TheoryData<string, string?> Situations => new()
    {
        { "nothing", "1.4.0" },
        { "nothing", "1.4.1" },
        { "nothing", "1.5.0" },
        { "nothing", null },
        { "widen", "1.4.0" },
        { "halt", "1.4.0" },
        { "later", "1.4.0" },
        { "roll back", "1.4.1" },
        { "roll back", "1.4.0" },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task The_answer_is_the_one_that_the_device_gives(string situation, string? running)
    {
        await _workshop.PublishAsync("1.4.1");
        await PrepareAsync(situation);

        for (var number = 0; number < Devices; number++)
        {
            var expected = (await AskDeviceAsync($"robot-{number}", running)).Decision;
            var explanation = await ExplainAsync($"robot-{number}", running);

            Assert.Equal(expected, explanation.Decision);
        }
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task PrepareAsync(string situation)
    {
        RolloutEditor editor = new(_workshop.Repository);
        return situation switch
        {
            "widen" => editor.SetAsync(ReleaseWorkshop.Canary, 5_000, CancellationToken.None),
            "halt" => editor.HaltAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None),
            "later" => editor.SetAsync(ReleaseWorkshop.Canary, 10_000, _workshop.Clock.Now.AddHours(1), CancellationToken.None),
            "roll back" => editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The agent's own check, on a device's folder.</summary>
    private async Task<CheckResult> AskDeviceAsync(string id, string? running)
    {
        var layout = new DeviceLayout(_workshop[$"devices/{id}"]);
        Directory.CreateDirectory(layout.State);
        File.Copy(_workshop["trust_anchor.json"], layout.TrustAnchor);
        await File.WriteAllTextAsync(layout.Channel, "canary\n");
        await File.WriteAllTextAsync(
            layout.Configuration,
            $$"""{"format":"slipway-device/1","product":"edge-agent","organization":"acme","rid":"linux-x64","device_id":"{{id}}","repositories":["file://{{_workshop.StoreFolder}}/"],"service":{"kind":"none"} }""");
        if (running is not null)
        {
            Directory.CreateDirectory(Path.Combine(layout.Versions, $"v{running}"));
            File.CreateSymbolicLink(layout.Current, $"versions/v{running}");
        }

        using var repository = new RepositoryMirrors(new FolderSource(_workshop.StoreFolder));
        return await new UpdateCheck(layout, DeviceConfiguration.Read(layout), id, repository).RunAsync(_workshop.Clock, isForced: false, CancellationToken.None);
    }

    private Task<RolloutExplanation> ExplainAsync(string device, string? running, string? runtime = "linux-x64") =>
        new RolloutExplainer(_workshop.Repository).ExplainAsync(
            new ExplainRequest(device, ReleaseWorkshop.Canary)
            {
                Runtime = runtime is null ? null : RuntimeId.Parse(runtime),
                Running = running is null ? null : SemanticVersion.Parse(running),
            },
            CancellationToken.None);

    private static string FirstDevice(string salt, Func<int, bool> isWanted) =>
        Enumerable.Range(0, 10_000).Select(number => $"robot-{number}").First(device => isWanted(Cohort.BucketOf(device, salt)));
}
