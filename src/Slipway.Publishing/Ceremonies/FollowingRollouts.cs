using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The rollouts that follow from a staging. The online rollout key signs them at the commit, on the state of then.</summary>
internal sealed class FollowingRollouts(RepositoryState state, IReleaseStore store, DateTimeOffset now)
{
    /// <summary>Stores them.</summary>
    /// <returns>What the rollout role comes to list; none: it stays as it is, or is staged itself.</returns>
    public async Task<ImmutableArray<TargetFile>> MakeAsync(Staging staging, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<TargetFile>();
        foreach (var staged in staging.Roles.Keys.Select(role => staging.FieldsOf(role)?.Rollout).OfType<TargetFile>())
        {
            files.Add(await BeginNowAsync(staged, staging.TargetsOn(state), cancellation));
        }

        if (staging.Roles.TryGetValue(RoleNames.Targets, out var targets) && !staging.Roles.ContainsKey(ReleasePaths.RolloutRole))
        {
            await ForgetUnyankedAsync(targets, files, cancellation);
        }

        return files.ToImmutable();
    }

    /// <summary>
    /// The rollout as it was approved, but its first wave counts from now: it has not been watched while the promotion waited for signatures. What was
    /// yanked meanwhile stays yanked.
    /// </summary>
    private async Task<TargetFile> BeginNowAsync(TargetFile staged, Targets targets, CancellationToken cancellation)
    {
        var rollout = await state.ReadAsync(staged, bytes => Rollout.Parse(bytes), cancellation);
        return await StoreAsync(await YankedReleases.KeepAsync(state, targets, rollout with { WaveSince = now }, cancellation), cancellation);
    }

    /// <summary>The rollouts without the yanks that targets comes to declare void. What was yanked while that waited for signatures stays yanked.</summary>
    private async Task ForgetUnyankedAsync(Targets targets, ImmutableArray<TargetFile>.Builder files, CancellationToken cancellation)
    {
        var (former, unyanked) = (UnyankedReleases.Of(state.Roles[RoleNames.Targets]), UnyankedReleases.Of(targets));
        if (unyanked.Since(former).IsEmpty)
        {
            // A change of keys must go out whatever the rollouts of a thief look like.
            return;
        }

        foreach (var rollout in await YankedReleases.ReadRolloutsAsync(state, cancellation))
        {
            var yanked = unyanked.Holding(rollout.Yanked);
            var begins = files.Any(file => file.Path == ReleasePaths.Rollout(rollout.Channel));
            if (!begins && yanked.Length < former.Holding(rollout.Yanked).Length)
            {
                files.Add(await StoreAsync(rollout with { Yanked = yanked }, cancellation));
            }
        }
    }

    private async Task<TargetFile> StoreAsync(Rollout rollout, CancellationToken cancellation)
    {
        var content = StoreContent.Of(rollout.ToBytes());
        var file = new TargetFile(ReleasePaths.Rollout(rollout.Channel), content.Length, content.Digest);
        PublishedSize.Require(file);
        await store.CreateAsync(file.RepositoryPath, content, cancellation);
        return file;
    }
}
