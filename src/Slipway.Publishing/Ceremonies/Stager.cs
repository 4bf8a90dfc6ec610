using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Puts aside what the keys at hand cannot sign alone, with the signatures that they can make.</summary>
internal sealed class Stager(IReleaseStore store, ReleasePolicy policy, RoleSigners signers)
{
    private readonly RepositoryWriter _writer = new(store, policy, signers);

    /// <summary>
    /// Whether somebody else must sign <paramref name="edit"/>, or commit it. A root always goes this way: a crash between its two steps
    /// must leave something that the next run can complete.
    /// </summary>
    public bool IsNeededFor(RepositoryEdit edit)
    {
        if (edit.NextRoot is not null)
        {
            return true;
        }

        var required = RequiredFor(edit);
        var roles = RolesToSign(edit);
        return roles.Any(role => signers.Lack(role, required.Of(role)) is not null)
            || (roles.Any(role => !policy.IsOnline(role)) && !signers.SufficeForCommit(required));
    }

    /// <summary>Stages <paramref name="edit"/>. Readers see nothing of it.</summary>
    /// <exception cref="InputException">
    /// A role has no key at hand: a build without its secrets must not look like one that waits for people. Nothing was stored.
    /// </exception>
    public async Task<Staging> StageAsync(RepositoryEdit edit, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var required = RequiredFor(edit);
        var roles = RolesToSign(edit);
        RequireContribution(edit, roles, required);
        var files = ImmutableArray.CreateBuilder<RoleFile>();
        foreach (var role in roles)
        {
            files.Add(await signers.ContributeAsync(role, await NextAsync(edit, role, required, cancellation), required.Of(role), cancellation));
        }

        await _writer.StoreContentsAsync(edit, progress, cancellation);
        return await new StagingShelf(store).AddAsync(Staging.Create(edit.Time, edit.State.Timestamp.Version, files.DrainToImmutable()), cancellation);
    }

    private void RequireContribution(RepositoryEdit edit, ImmutableArray<string> roles, RequiredKeys required)
    {
        var without = roles.Where(role => !signers.CanContribute(role, required.Of(role))).ToImmutableArray();
        if (without.Length > 0 && (!edit.IsCeremony || without.Length == roles.Length))
        {
            throw signers.Lack(without[0], required.Of(without[0]))!;
        }
    }

    private async Task<Metadata> NextAsync(RepositoryEdit edit, string role, RequiredKeys required, CancellationToken cancellation)
    {
        var following = new NextMetadata(policy, edit.IsRenewal ? edit.State : null);
        if (role == RoleNames.Root)
        {
            return following.Root(edit.NextRoot!, NextVersions.After(role, edit.State.Root.Version), edit.Time);
        }

        var before = edit.State.Roles[role];
        var version = await new NextVersions(store, edit.State, required).OfRoleAsync(role, cancellation);
        var next = following.Targets(role, edit.Changed[role], await _writer.FirstFreeVersionAsync(role, version, cancellation), edit.Time);
        var rollout = CarriesRollouts(edit) && ChannelName.TryParse(role, out var channel) ? edit.Role(ReleasePaths.RolloutRole).Files.GetValueOrDefault(ReleasePaths.Rollout(channel)) : null;
        var isNew = rollout is not null && !ListedFile.IsSame(rollout, edit.State.Find(ReleasePaths.RolloutRole, rollout.Path));
        return new StagedFields(before.Version, isNew ? rollout : null).WriteTo(next);
    }

    /// <summary>
    /// The roles that are staged. The rollout role, which signs several times a day, would be outdated before anybody approved: a rollout
    /// that begins together with a channel's release is named in the channel's metadata, and signed at the commit; so is what follows from targets alone.
    /// </summary>
    private ImmutableArray<string> RolesToSign(RepositoryEdit edit) =>
    [
        .. edit.NextRoot is null ? ImmutableArray<string>.Empty : [RoleNames.Root],
        .. edit.Changed.Keys.Where(role => role != ReleasePaths.RolloutRole || !LeavesRollouts(edit)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether the online rollout key signs at the commit, and not before. Where targets stays as it is, nobody is to be waited for.</summary>
    private bool LeavesRollouts(RepositoryEdit edit) =>
        CarriesRollouts(edit) || (edit.RolloutsFollow && edit.Changed.ContainsKey(RoleNames.Targets) && policy.IsOnline(ReleasePaths.RolloutRole));

    private bool CarriesRollouts(RepositoryEdit edit)
    {
        if (!policy.IsOnline(ReleasePaths.RolloutRole) || !edit.Changed.TryGetValue(ReleasePaths.RolloutRole, out var next))
        {
            return false;
        }

        var before = edit.State.Roles[ReleasePaths.RolloutRole];
        var carried = edit.Changed.Keys.Where(role => ChannelName.TryParse(role, out _)).Select(channel => ReleasePaths.Rollout(ChannelName.Parse(channel))).ToHashSet();
        return before.Files.Keys.All(next.Files.ContainsKey)
            && next.Files.All(file => ListedFile.IsSame(before.Files.GetValueOrDefault(file.Key), file.Value) || (carried.Contains(file.Key) && file.Value is { Digest: not null, Custom: null }))
            && next.Files.Any(file => !ListedFile.IsSame(before.Files.GetValueOrDefault(file.Key), file.Value));
    }

    private static RequiredKeys RequiredFor(RepositoryEdit edit) => new(edit.State, edit.NextRoot, edit.Changed.GetValueOrDefault(RoleNames.Targets));
}
