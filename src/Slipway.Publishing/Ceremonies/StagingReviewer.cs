using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Says in words what a staging changes, and refuses what must not be signed, whoever asks for it.</summary>
/// <remarks>Everything comes from the staged metadata and the verified state; nothing that the stager wrote about it is repeated.</remarks>
internal sealed class StagingReviewer(RepositoryState state, IReleaseStore store, ReleasePolicy policy, DateTimeOffset now)
{
    /// <summary>Reviews <paramref name="staging"/>.</summary>
    /// <param name="staging">What is staged.</param>
    /// <param name="required">Who must sign it.</param>
    /// <param name="mayBePublished">Whether it is no error that an interrupted run has published a part of it already.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: it was made on a state that is no more (ATTACKS P3).</exception>
    /// <exception cref="TrustException">A file that it lists is malformed, for another product or channel, or not what the builder listed (ATTACKS P4).</exception>
    public async Task<StagingReview> ReviewAsync(Staging staging, RequiredKeys required, bool mayBePublished, CancellationToken cancellation)
    {
        var roles = ImmutableArray.CreateBuilder<RoleReview>();
        foreach (var file in staging.Files.Reverse())
        {
            RequireBase(staging, file, mayBePublished);
            roles.Add(new RoleReview(file.Role, state.VersionOf(file.Role), file.Version, Count(file, required), await DescribeAsync(staging, file.Role, cancellation)));
        }

        return new StagingReview(staging, roles.DrainToImmutable());
    }

    /// <summary>What became of a staging whose root is out, and whose roles others have published since.</summary>
    public StagingReview DescribeOvertaken(Staging staging, RequiredKeys required) => new(
        staging,
        [
            .. staging.Files.Reverse().Select(file => new RoleReview(
                file.Role,
                state.VersionOf(file.Role),
                file.Version,
                Count(file, required),
                file.Role == RoleNames.Root ? [.. KeyChanges.OfRoot(state.Root, staging.Root!)] : [$"stays as others published it: {file.Role} {state.VersionOf(file.Role)}"])),
        ]);

    private void RequireBase(Staging staging, RoleFile file, bool mayBePublished)
    {
        var current = state.VersionOf(file.Role);
        var expected = staging.FieldsOf(file.Role)?.BaseVersion ?? file.Version - 1;
        var isBase = current == expected && staging.IsStep(file, current);
        if (!isBase && !(mayBePublished && current == file.Version))
        {
            throw StagingRefusal.Outdated(staging.Id, file.Role, expected, current);
        }
    }

    private static ImmutableArray<SignatureCount> Count(RoleFile file, RequiredKeys required)
    {
        var all = required.Of(file.Role);
        return [.. all.Select((keys, i) => Count(keys.Tally(file.Content), all.Length == 1 ? "keys" : i == 0 ? "old keys" : "new keys"))];
    }

    private static SignatureCount Count(SignatureTally tally, string keys) =>
        new(keys, [.. tally.SignedBy.Select(key => key.Id)], [.. tally.NotSignedBy.Select(key => key.Id)], tally.Threshold, tally.IsMet);

    private IEnumerable<string> Expired(Metadata staged) => staged.Expires <= now ? [$"EXPIRED already, {staged.Expires:u}: devices would refuse it"] : [];

    private async Task<ImmutableArray<string>> DescribeAsync(Staging staging, string role, CancellationToken cancellation)
    {
        if (role == RoleNames.Root)
        {
            return [.. KeyChanges.OfRoot(state.Root, staging.Root!), .. Expired(staging.Root!)];
        }

        var (before, after) = (state.Roles[role], staging.Roles[role]);
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.AddRange(KeyChanges.OfDelegations(before, after, state.Root));
        lines.AddRange(role == ReleasePaths.ReleasesRole
            ? ReleaseChanges.Of(before, after)
            : await new ListingChanges(state, store, policy, staging).DescribeAsync(role, before, after, cancellation));
        lines.AddRange(role == RoleNames.Targets ? await UnyankChanges.DescribeAsync(state, before, after, cancellation) : []);
        lines.AddRange(KeyChanges.OfExpiry(before, after));
        lines.AddRange(Expired(after));
        lines.AddRange(ChangeText.Fields(
            StagedFields.RemoveFrom(before.Extensions).ToJson(), StagedFields.RemoveFrom(after.Extensions).ToJson(), role == RoleNames.Targets ? [UnyankedReleases.Field] : []));
        return lines.DrainToImmutable();
    }
}
