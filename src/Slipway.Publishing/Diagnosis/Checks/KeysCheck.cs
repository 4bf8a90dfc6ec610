using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does each key reference lead to a key that can be used? No secret is repeated.</summary>
internal sealed class KeysCheck : ICheck
{
    public string Name => "keys";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (!examination.Request.HasPolicyFile)
        {
            notes.Skip("slipway.json is to name them");
            return;
        }

        var keys = await examination.LookAtKeysAsync(cancellation);
        var signed = examination.Request.MaySign ? $"; {keys.Count(key => key.SignsRight == true)} signed, and it verifies" : "; none was asked to sign (--sign)";
        notes.Note($"{keys.Count(key => key.IsPrivateHere)} of {keys.Length} are here{signed}");
        foreach (var key in keys)
        {
            Judge(key, notes);
        }
    }

    private static void Judge(KeyLook key, CheckNotes notes)
    {
        var roles = string.Join(", ", key.Roles);
        if (key.Refusal is { } refusal && !KeyReferences.IsElsewhere(refusal))
        {
            notes.Fail(DoctorFinding.KeyUnusable, $"{key.Reference.Name} of {roles}: {refusal.InWords()}", "a private key", refusal.Hint ?? $"Look {refusal.Code} up in docs/errors.md.");
        }
        else if (key.Key is null)
        {
            notes.Warn(
                DoctorFinding.KeyNotHere,
                $"neither half of {key.Reference.Name} of {roles} is here",
                "at least NAME.pub.pem, to know whose it is",
                key.Reference.Kind == KeyReferenceKind.File
                    ? $"Correct the reference, or commit {PublicHalf.FileOf(key.Reference.Value)}. The private half may well be elsewhere."
                    : "Where it is used, check that the secret is handed to the job. Here that may be as it should be.");
        }

        if (key.IsReadableByOthers)
        {
            notes.Warn(DoctorFinding.KeyReadableByOthers, $"other users of this machine can read {key.Reference.Value}", "its owner alone", $"chmod 600 {key.Reference.Value}");
        }

        if (key.OtherHalf is { } other)
        {
            notes.Fail(
                DoctorFinding.KeyHalvesDiffer,
                $"{key.Reference.Value} is {key.Key!.Id}, and {PublicHalf.FileOf(key.Reference.Value)} beside it is {other.Id}",
                "two halves of one key",
                "Find out which one the repository trusts ('slipway status'), and put the other one aside.");
        }

        if (key.SignsRight == false)
        {
            notes.Fail(DoctorFinding.KeySignsWrong, $"what {key.Reference.Name} of {roles} signed does not verify", $"a signature by {key.Key!.Id}", "Look at what is behind the reference: another key, slot or algorithm than its public half says.");
        }
    }
}
