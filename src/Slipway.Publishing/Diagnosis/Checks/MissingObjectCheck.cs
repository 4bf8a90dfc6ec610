using System.Net;
using System.Security.Cryptography;
using Slipway.Tuf;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Is an object that does not exist answered with 403 or 404? Devices ask for the next root until it is not there (TUF §5.3.3).</summary>
internal sealed class MissingObjectCheck : ICheck
{
    private const long NoVersion = 999_999_999;

    public string Name => "missing objects";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (examination.SkipsWeb(notes))
        {
            return;
        }

        foreach (var address in examination.WebAddresses)
        {
            string[] paths = [$"{RepositoryFiles.Folder}{NoVersion}.root.json", $"{RepositoryFiles.Targets}{RandomNumberGenerator.GetHexString(32, lowercase: true)}"];
            foreach (var path in paths)
            {
                Judge(await examination.Web.GetAsync(address, path, MetadataLimits.TimestampBytes, cancellation), notes);
            }
        }
    }

    private static void Judge(WebAnswer answer, CheckNotes notes)
    {
        var address = answer.Where;
        if (answer.Problem is not null)
        {
            notes.Note($"{address} does not answer");
        }
        else if (answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            notes.Note($"{address} answers {answer.Description}");
        }
        else
        {
            notes.Fail(
                DoctorFinding.MissingObjectAnswered,
                $"{address} does not exist and answers {answer.Description}",
                "403 or 404",
                "Switch off the error page, the fallback to index.html or the login in front of the store: devices take such an answer for a damaged root and refuse.");
        }
    }
}
