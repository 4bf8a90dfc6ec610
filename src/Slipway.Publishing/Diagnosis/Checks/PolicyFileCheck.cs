using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Is there a slipway.json?</summary>
internal sealed class PolicyFileCheck : ICheck
{
    public string Name => "policy";

    public Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (examination.Request.HasPolicyFile)
        {
            notes.Note($"{examination.Policy.File}, product {examination.Policy.Product}");
            return Task.CompletedTask;
        }

        notes.Warn(
            DoctorFinding.PolicyMissing,
            $"there is no {ReleasePolicy.FileName} here or above",
            "one at the root of your repository",
            "'slipway init' makes it, together with keys and an empty repository in the store.");
        return Task.CompletedTask;
    }
}
