using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Where slipway.json says production: could every key in a file survive the loss of its disk?</summary>
internal sealed class BackupCheck : ICheck
{
    public string Name => "backup";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (!examination.Policy.IsProduction)
        {
            notes.Skip("slipway.json does not say \"production\": true");
            return;
        }

        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        try
        {
            ProductionKeys.Require(examination.Policy, state);
            notes.Note("every key in a file is in a backup that was restored once");
        }
        catch (InputException refusal)
        {
            notes.Fail(DoctorFinding.BackupMissing, refusal.InWords(), "a backup of each, restored once", refusal.Hint ?? "'slipway keys backup' where the keys are, 'slipway keys restore' once elsewhere.");
        }
    }
}
