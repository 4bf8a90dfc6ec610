using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Do slipway.json and the repository say the same of channels, keys and thresholds? The repository counts.</summary>
internal sealed class RoleKeysCheck : ICheck
{
    private const string Staged = "A change of keys that waits for signatures looks like this: 'slipway approve' lists it. Otherwise";

    public string Name => "drift";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        var keys = await examination.LookAtKeysAsync(cancellation);
        foreach (var role in examination.Policy.Roles.Values.OrderBy(role => role.Role, StringComparer.Ordinal))
        {
            if (TrustedKeys.Of(state, role.Role) is { } trusted)
            {
                CompareThreshold(role, trusted, notes);
                CompareKeys(role.Role, [.. keys.Where(key => key.Roles.Contains(role.Role))], trusted, notes);
            }
        }

        CompareChannels(examination.Policy, state, notes);
        notes.Note("slipway.json was compared with the repository's channels, keys and thresholds");
    }

    private static void CompareThreshold(RolePolicy role, RoleKeys trusted, CheckNotes notes)
    {
        if (role.Threshold != trusted.Threshold)
        {
            notes.Warn(
                DoctorFinding.ThresholdDiffers,
                $"roles.{role.Role}.threshold is {role.Threshold}, and the repository asks for {trusted.Threshold}",
                "the same number",
                $"{Staged} write {trusted.Threshold}, or change the repository with 'slipway keys add {role.Role} KEY --threshold {role.Threshold}'.");
        }
    }

    private static void CompareKeys(string role, IReadOnlyCollection<KeyLook> named, RoleKeys trusted, CheckNotes notes)
    {
        foreach (var key in named.Where(key => key.Key is not null && !trusted.Keys.Contains(key.Key)))
        {
            notes.Warn(
                DoctorFinding.KeyNotTrusted,
                $"roles.{role}.keys names {key.Reference.Name} ({key.Key!.Id}), which the repository does not trust for {role}",
                "a key of the role",
                $"{Staged} correct the reference, or add the key with 'slipway keys add {role} {(key.Reference.Kind == KeyReferenceKind.Command ? "REFERENCE" : key.Reference.Name)}'. What it signs does not count.");
        }

        // A reference whose key is not here may be any of them.
        var unnamed = trusted.Keys.Except(named.Select(key => key.Key).OfType<Signing.VerificationKey>()).ToArray();
        if (unnamed.Length > named.Count(key => key.Key is null))
        {
            notes.Warn(
                DoctorFinding.KeyNotNamed,
                $"the repository trusts {string.Join(", ", unnamed.Select(key => key.Id))} for {role}, and roles.{role}.keys does not name it",
                "each key to be named",
                $"{Staged} name it in slipway.json, with its public half in version control; or, if nobody knows whose it is, take it out: 'slipway keys remove {role} KEYID'.");
        }
    }

    private static void CompareChannels(ReleasePolicy policy, RepositoryState state, CheckNotes notes)
    {
        foreach (var role in policy.Roles.Keys.Where(role => TrustedKeys.Of(state, role) is null).Order(StringComparer.Ordinal))
        {
            notes.Fail(DoctorFinding.ChannelDiffers, $"slipway.json has {role}, and the repository does not", "the same channels", "Correct its name. A repository keeps the channels that it was made with.");
        }

        foreach (var role in state.Roles.Keys.Where(role => !policy.Roles.ContainsKey(role)).Order(StringComparer.Ordinal))
        {
            notes.Warn(DoctorFinding.ChannelDiffers, $"the repository has {role}, and slipway.json does not", "the same channels", "Put it back into slipway.json: nobody renews it otherwise, and devices that follow it are left alone.");
        }
    }
}
