using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does the repository verify from the trust anchor, as it does on devices?</summary>
internal sealed class RepositoryCheck : ICheck
{
    public string Name => "repository";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var reading = await examination.ReadAsync(cancellation);
        if (reading.IsEmpty)
        {
            notes.Skip("there is no repository yet");
            return;
        }

        if (reading.Refusal is StoreException { Failure: StoreFailure.Unavailable or StoreFailure.AccessDenied })
        {
            notes.Skip("the store cannot be read");
            return;
        }

        if (await FindAnchorProblemAsync(examination, cancellation) is { } problem)
        {
            notes.Fail(
                DoctorFinding.TrustAnchorDiffers,
                problem,
                "a root of this repository",
                "Take trust_anchor.json from version control as 'slipway init' wrote it. If it is right, \"store\" is another product's, or somebody replaced the repository.");
        }
        else if (reading.Refusal is { } refusal)
        {
            notes.Fail(DoctorFinding.RepositoryRefused, refusal.InWords(), "metadata that follows from the trust anchor", refusal.Hint ?? $"Devices refuse it, too. Look {refusal.Code} up in docs/errors.md.");
        }
        else
        {
            notes.Note($"publication {reading.State!.Timestamp.Version} verifies from the trust anchor, root {reading.State.Root.Version}");
        }
    }

    private static async Task<string?> FindAnchorProblemAsync(Examination examination, CancellationToken cancellation)
    {
        try
        {
            var anchor = examination.ReadTrustAnchor();
            var version = UnverifiedMetadata.Parse(RoleNames.Root, anchor).ReadUnverifiedRoot().Version;
            var stored = await examination.Store.ReadAsync(RepositoryFiles.Of(RoleNames.Root, version), MetadataLimits.RootBytes, cancellation);
            return stored is null ? $"the store does not have root {version}, which the trust anchor is"
                : stored.Bytes.Span.SequenceEqual(anchor.Span) ? null
                : $"root {version} of the store is another one than the trust anchor";
        }
        catch (SlipwayException refusal) when (refusal is InputException or TrustException)
        {
            return refusal.Message.TrimEnd('.');
        }
    }
}
