using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Can the keys that slipway.json names sign for their roles, and what can be signed with those that are here?</summary>
internal sealed class ThresholdsCheck : ICheck
{
    public string Name => "thresholds";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (!examination.Request.HasPolicyFile)
        {
            notes.Skip("slipway.json is to name the keys");
            return;
        }

        var state = (await examination.ReadAsync(cancellation)).State;
        var keys = await examination.LookAtKeysAsync(cancellation);
        var here = new List<string>();
        foreach (var role in examination.Policy.Roles.Values.OrderBy(role => role.Role, StringComparer.Ordinal))
        {
            here.Add(Judge(role, [.. keys.Where(key => key.Roles.Contains(role.Role))], state, notes));
        }

        notes.Note($"keys here: {string.Join(", ", here)}");
    }

    /// <returns>The role, and how many of the keys that it needs are here.</returns>
    private static string Judge(RolePolicy role, IReadOnlyCollection<KeyLook> named, RepositoryState? state, CheckNotes notes)
    {
        var trusted = state is null ? null : TrustedKeys.Of(state, role.Role);
        var threshold = trusted?.Threshold ?? role.Threshold;
        var known = CountTrusted(named.Where(key => key.Key is not null));
        var unknown = named.Count(key => key.Key is null);
        if (known + unknown < threshold)
        {
            notes.Fail(
                DoctorFinding.ThresholdUnreachable,
                $"roles.{role.Role}.keys names {known + unknown} keys that count, and {role.Role} needs {threshold}",
                "at least as many different keys",
                $"Name the others that hold keys of {role.Role}: without them nothing of it can be signed, whoever helps.");
        }

        return $"{role.Role} {CountTrusted(named.Where(key => key.IsPrivateHere))} of {threshold}";

        int CountTrusted(IEnumerable<KeyLook> looks) =>
            looks.Select(look => look.Key).OfType<VerificationKey>().Distinct().Count(key => trusted?.Keys.Contains(key) ?? true);
    }
}
