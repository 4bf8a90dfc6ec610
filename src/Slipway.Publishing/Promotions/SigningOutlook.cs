using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Promotions;

/// <summary>Says who would have to sign a change, and how many of them are here. Keys are opened; nothing is signed.</summary>
internal sealed class SigningOutlook(ReleaseRepository repository)
{
    /// <summary>Every role that would be signed, channels first.</summary>
    public ImmutableArray<PlannedSignatures> Of(RepositoryEdit edit)
    {
        using var signers = new RoleSigners(repository.Policy, repository.Warn, repository.Audit);
        var required = new RequiredKeys(edit.State, nextRoot: null, nextTargets: null);
        return
        [
            .. edit.Changed.Keys.Append(RoleNames.Snapshot).Append(RoleNames.Timestamp).OrderBy(role => !ChannelName.TryParse(role, out _))
                .Select(role => Of(role, edit.State.KeysOf(role), required.Of(role), signers)),
        ];
    }

    private static PlannedSignatures Of(string role, RoleKeys keys, ImmutableArray<RoleKeys> required, RoleSigners signers)
    {
        var wanted = keys.Keys.Distinct().Count();
        try
        {
            return new PlannedSignatures(role, keys.Threshold, wanted, signers.CountAtHand(role, required));
        }
        catch (InputException problem)
        {
            return new PlannedSignatures(role, keys.Threshold, wanted, AtHand: null) { Problem = problem.Message.TrimEnd('.') };
        }
    }
}
