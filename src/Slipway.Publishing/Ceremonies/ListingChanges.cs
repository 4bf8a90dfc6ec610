using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a channel, the rollout role or targets comes to list, in words. Offers and rollouts are read and checked as devices would.</summary>
internal sealed class ListingChanges(RepositoryState state, IReleaseStore store, ReleasePolicy policy, Staging staging)
{
    public async Task<ImmutableArray<string>> DescribeAsync(string role, Targets before, Targets after, CancellationToken cancellation)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var path in after.Files.Keys.Union(before.Files.Keys).Order(StringComparer.Ordinal))
        {
            var (old, next) = (before.Files.GetValueOrDefault(path), after.Files.GetValueOrDefault(path));
            if (!ListedFile.IsSame(old, next))
            {
                lines.AddRange((await DescribeAsync(role, path, old, next, cancellation)).Select(ChangeText.Plain));
            }
        }

        if (staging.FieldsOf(role)?.Rollout is { } rollout)
        {
            var running = state.Find(ReleasePaths.RolloutRole, rollout.Path);
            // What was yanked since is kept when it begins: it is no change.
            var next = await YankedReleases.KeepAsync(state, staging.TargetsOn(state), await ParseRolloutAsync(rollout, cancellation), cancellation);
            lines.AddRange((await DescribeRolloutAsync(running, rollout, next, cancellation)).Select(line => ChangeText.Plain($"then rollout {line}")));
        }

        return lines.DrainToImmutable();
    }

    private Task<ImmutableArray<string>> DescribeAsync(string role, string path, TargetFile? old, TargetFile? next, CancellationToken cancellation)
    {
        if (next is null)
        {
            return Task.FromResult<ImmutableArray<string>>([$"{path}   is listed no more"]);
        }

        return role == ReleasePaths.RolloutRole ? DescribeRolloutAsync(old, next, cancellation)
            : ChannelName.TryParse(role, out var channel) && path == ReleasePaths.OfferHistory(channel) ? DescribeHistoryAsync(channel, next, cancellation)
            : channel is not null && path.Split('/').Length == 2 ? DescribeOfferAsync(channel, old, next, cancellation)
            : Task.FromResult<ImmutableArray<string>>([$"{path}   {(old is null ? "is listed" : $"{old.Hashes} ->")} {next.Hashes}, {next.Length} bytes{ListedFile.DescribeCustom(next)}"]);
    }

    private async Task<ImmutableArray<string>> DescribeOfferAsync(ChannelName channel, TargetFile? old, TargetFile next, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(next, cancellation);
        var offer = Parse(next, () => Offer.Parse(bytes));
        Require(next, offer.Product == policy.Product && offer.Channel == channel && next.Path == ReleasePaths.Offer(channel, offer.Runtime), $"is an offer of {offer.Product} in {offer.Channel} for {offer.Runtime}");
        RequireListed(offer);
        await new StagedOfferRules(state, staging.Id).RequireAsync(offer, cancellation);
        var before = old is null ? null : await ReadAsync(old, cancellation);
        var current = before is null ? null : Parse(old!, () => Offer.Parse(before));
        return
        [
            RuntimeColumn.Of(offer.Runtime, channel, staging.Roles[channel.ToString()]) + Describe(current, offer) + ListedFile.DescribeCustom(next),
            .. ChangeText.Fields(
                before is null ? null : StrictJson.ParseObject(before),
                StrictJson.ParseObject(bytes),
                "format", "product", "channel", "rid", "version", "manifest", "promoted_from", "rollback", "released_at", "evidence").Select(line => $"  {line}"),
            .. offer.Evidence.SelectMany(Describe),
        ];
    }

    private static IEnumerable<string> Describe(RuleEvidence rule) =>
    [
        $"  {EvidenceText.Of(rule)}, judged {IsoTime.FormatMinutes(rule.At)}",
        .. ChangeText.Fields(before: null, rule.Extensions.ToJson()).Select(line => $"    {line}"),
    ];

    private static string Describe(Offer? current, Offer offer)
    {
        var from = current?.Release.Version.ToString() ?? "nothing";
        var warning = current is null || offer.Release.Version > current.Release.Version ? ""
            : offer.Release.Version < current.Release.Version ? "   GOES BACK"
            : offer.Release.ManifestDigest != current.Release.ManifestDigest ? "   OTHER BYTES of the same version"
            : "   the same release";
        var source = offer.PromotedFrom is { } promotion ? $"from {promotion.Channel} {promotion.RoleVersion}, out since {IsoTime.FormatMinutes(promotion.At)}" : "published into this channel";
        var back = offer.Rollback is { } rollback ? $"goes back to {rollback.Version} (sha256:{rollback.ManifestDigest})" : "goes back to nothing";
        return $"{from} -> {offer.Release.Version}{warning}   manifest sha256:{offer.Release.ManifestDigest}, {source}, entered {IsoTime.FormatMinutes(offer.ReleasedAt)}, {back}";
    }

    /// <summary>What was tested is what ships, also after days on the shelf (ATTACKS P4).</summary>
    private void RequireListed(Offer offer)
    {
        var releases = staging.Roles.GetValueOrDefault(ReleasePaths.ReleasesRole) ?? state.Roles[ReleasePaths.ReleasesRole];
        foreach (var release in new[] { offer.Release, offer.Rollback }.OfType<ReleaseReference>().Concat(offer.SteppingStones))
        {
            var listed = releases.Files.GetValueOrDefault(release.ManifestPath);
            if (listed?.Digest != release.ManifestDigest)
            {
                throw new TrustException(TrustFailure.DigestMismatch, release.ManifestPath, $"{release.ManifestPath} has the digest {listed?.Digest?.ToString() ?? "of nothing: it is not listed"}: expected {release.ManifestDigest}, which the staging {staging.Id} offers.")
                {
                    Hint = $"Run the command again that staged it, and drop this one: slipway discard {staging.Id}",
                };
            }
        }
    }

    private async Task<ImmutableArray<string>> DescribeHistoryAsync(ChannelName channel, TargetFile next, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(next, cancellation);
        var history = Parse(next, () => OfferHistory.Parse(bytes, channel));
        return [.. await OfferHistoryChanges.DescribeAsync(state, channel, staging.Roles[channel.ToString()], history, cancellation), .. next.Custom is null ? ImmutableArray<string>.Empty : [$"{next.Path}{ListedFile.DescribeCustom(next)}"]];
    }

    private async Task<ImmutableArray<string>> DescribeRolloutAsync(TargetFile? old, TargetFile next, CancellationToken cancellation)
    {
        var rollout = await ParseRolloutAsync(next, cancellation);
        await RequireYankedAsync(rollout, cancellation);
        return await DescribeRolloutAsync(old, next, rollout, cancellation);
    }

    private async Task<Rollout> ParseRolloutAsync(TargetFile file, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(file, cancellation);
        var rollout = Parse(file, () => Rollout.Parse(bytes));
        Require(file, rollout.Product == policy.Product && file.Path == ReleasePaths.Rollout(rollout.Channel), $"is a rollout of {rollout.Product} in {rollout.Channel}");
        return rollout;
    }

    private async Task<ImmutableArray<string>> DescribeRolloutAsync(TargetFile? old, TargetFile next, Rollout rollout, CancellationToken cancellation)
    {
        var (running, fault) = old is null ? default : await YankedReleases.TryReadRolloutAsync(state, rollout.Channel, cancellation);
        string[] known = ["format", "product", "channel", "version", "state", "permyriad", .. running?.Version == rollout.Version ? ImmutableArray<string>.Empty : ["salt", "wave_since"]];
        return
        [
            $"{rollout.Channel}   {(running is not null ? Describe(running) : fault is not null ? "NO ROLLOUT" : "nothing")} -> {Describe(rollout)}{ListedFile.DescribeCustom(next)}",
            .. fault is null ? Array.Empty<string>() : [$"  {fault.Message}"],
            .. ChangeText.Fields(running is null ? null : StrictJson.ParseObject(running.ToBytes()), StrictJson.ParseObject(rollout.ToBytes()), known).Select(line => $"  {line}"),
        ];
    }

    /// <summary>What was yanked after this was staged stays yanked, as far as rollouts can be read: this may be what mends one.</summary>
    private async Task RequireYankedAsync(Rollout rollout, CancellationToken cancellation)
    {
        var (rollouts, _) = await YankedReleases.TryReadRolloutsAsync(state, cancellation);
        if (YankedReleases.Of(rollouts, UnyankedReleases.Of(staging.TargetsOn(state))).FirstOrDefault(yanked => rollout.FindYanked(yanked.Version) is null) is { } forgotten)
        {
            throw new StoreException(StoreFailure.Conflict, $"{forgotten.Version} is yanked: the staging {staging.Id} would let {rollout.Channel} forget it.")
            {
                Hint = $"Run the command again that staged it, and drop this one: slipway discard {staging.Id}",
            };
        }
    }

    private static string Describe(Rollout rollout) =>
        $"{rollout.Version} {rollout.State.ToString().ToLowerInvariant()} {RolloutShare.Format(rollout.Permyriad)}%";

    private async Task<byte[]> ReadAsync(TargetFile file, CancellationToken cancellation)
    {
        await using var exists = await store.OpenAsync(file.RepositoryPath, cancellation)
            ?? throw new StoreException(StoreFailure.Incomplete, $"{file.RepositoryPath} is staged, but the store does not have it.");
        return await state.ReadAsync(file, MetadataLimits.OfferBytes, cancellation);
    }

    private static void Require(TargetFile file, bool isMet, string found)
    {
        if (!isMet)
        {
            throw new TrustException(TrustFailure.Foreign, file.Path, $"{file.Path} {found}: it has no place there.");
        }
    }

    private static T Parse<T>(TargetFile file, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, file.Path, $"{file.Path} is malformed: {malformed.Message}.", malformed);
        }
    }
}
