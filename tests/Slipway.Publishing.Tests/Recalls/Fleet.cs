using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Recalls;

/// <summary>Devices that decide by what a workshop has signed, as real ones do.</summary>
internal static class Fleet
{
    public static SemanticVersion Version(string text) => SemanticVersion.Parse(text);

    /// <summary>What a device of a channel decides that runs a version.</summary>
    public static async Task<Decision> DecideAsync(this ReleaseWorkshop workshop, ChannelName channel, string? running, string? floor = null, string device = "device-1")
    {
        var state = await workshop.Repository.ReadAsync(CancellationToken.None);
        var facts = new DeviceFacts
        {
            Product = SegmentName.Parse("edge-agent"),
            Channel = channel,
            Runtime = ReleaseWorkshop.LinuxX64,
            DeviceId = device,
            Running = running is null ? null : Version(running),
            Floor = floor is null ? null : Version(floor),
            Time = workshop.Clock.Now,
        };
        return Decision.Make(
            await state.ReadOfferAsync(channel, ReleaseWorkshop.LinuxX64, CancellationToken.None), await state.ReadRolloutAsync(channel, CancellationToken.None), facts);
    }

    public static async Task<Rollout?> RolloutAsync(this ReleaseWorkshop workshop, ChannelName channel) =>
        await (await workshop.Repository.ReadAsync(CancellationToken.None)).ReadRolloutAsync(channel, CancellationToken.None);

    public static Task<Yanking> YankAsync(this ReleaseWorkshop workshop, string version, string reason = "overheats the motor") =>
        new Yanker(workshop.Repository).YankAsync(Version(version), reason, CancellationToken.None);

    /// <summary>What somebody can say who has the rollout key: in every rollout.</summary>
    public static Task StealRolloutsAsync(this ReleaseWorkshop workshop, ImmutableArray<YankedRelease> yanks, bool stops) => workshop.StealRolloutsAsync(_ => yanks, stops);

    /// <summary>As above, something else in each.</summary>
    public static Task StealRolloutsAsync(this ReleaseWorkshop workshop, Func<ChannelName, ImmutableArray<YankedRelease>> yanks, bool stops = false) => workshop.Repository.CommitAsync(
        async edit =>
        {
            foreach (var rollout in await YankedReleases.ReadRolloutsAsync(edit.State, CancellationToken.None))
            {
                var said = rollout with { Yanked = yanks(rollout.Channel), State = stops ? RolloutState.Rollback : rollout.State };
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(rollout.Channel), StoreContent.Of(said.ToBytes()));
            }
        },
        progress: null,
        CancellationToken.None);

    /// <summary>What somebody can list who has the rollout key: anything, in the place of channels' rollouts.</summary>
    public static Task StealRolloutsAsync(this ReleaseWorkshop workshop, byte[] content, params ChannelName[] channels) => workshop.Repository.CommitAsync(
        edit =>
        {
            foreach (var channel in channels)
            {
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel), StoreContent.Of(content));
            }

            return Task.CompletedTask;
        },
        progress: null,
        CancellationToken.None);

    /// <summary>Takes all keys away but those that are named.</summary>
    public static void KeepKeys(this ReleaseWorkshop workshop, params string[] names)
    {
        foreach (var file in Directory.EnumerateFiles(workshop["keys"], "*.pem").Where(file => !file.EndsWith(".pub.pem", StringComparison.Ordinal) && !names.Contains(Path.GetFileNameWithoutExtension(file))))
        {
            File.Delete(file);
        }
    }
}
