using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Can the store be read and listed from here?</summary>
internal sealed class StoreCheck : ICheck
{
    public string Name => "store";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var where = ReleaseStores.NameOf(examination.Store.Address);
        if (examination.IsFolderMissing)
        {
            notes.Warn(
                DoctorFinding.RepositoryMissing,
                $"the folder {ReleaseStores.NameOf(examination.Policy.Store)} does not exist",
                "a folder with a repository",
                "Before the first release 'slipway init' makes it. Otherwise check \"store\", and whether what it is on is mounted.");
            return;
        }

        try
        {
            var isEmpty = await examination.Store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation) is null;
            _ = await examination.Store.ListAsync(RepositoryFiles.Folder, cancellation).FirstOrDefaultAsync(cancellation);
            notes.Note($"{where} can be read and listed");
            if (isEmpty)
            {
                notes.Warn(
                    DoctorFinding.RepositoryMissing,
                    $"there is no repository of {examination.Policy.Organization}/{examination.Policy.Product} in it",
                    "metadata/timestamp.json",
                    "Before the first release that is as it should be: 'slipway init' makes it. Otherwise check \"store\", \"organization\" and \"product\".");
            }
        }
        catch (StoreException refusal)
        {
            notes.Fail(DoctorFinding.StoreUnreachable, refusal.InWords(), $"{where} to be readable", refusal.Hint ?? "Look at the network, the address and the permissions.");
        }
    }
}
