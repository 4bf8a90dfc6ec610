using System.Net;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Do devices see what is in the store, at each address that installers give them?</summary>
internal sealed class DeviceUrlsCheck : ICheck
{
    public string Name => "device urls";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.Store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation) is not { } stored)
        {
            notes.Skip("there is no repository yet");
            return;
        }

        if (examination.Policy.RepositoryUrls.IsEmpty)
        {
            Unreadable(notes, $"devices cannot read {examination.Policy.Store}", "Name an http or https address in \"device_urls\" under which the store can be read.");
        }

        foreach (var url in examination.Policy.RepositoryUrls)
        {
            if (url.Folder is not { } address || !examination.Policy.LinkCommand.IsEmpty)
            {
                notes.Note($"{url} was not asked: it leads to links, which devices follow");
            }
            else if (await ReadAsync(examination, address, notes, cancellation) is { } seen)
            {
                Compare(address, seen, stored.Bytes, notes);
            }
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Examination examination, Uri address, CheckNotes notes, CancellationToken cancellation)
    {
        if (!address.IsFile)
        {
            return await ReadWebAsync(examination, address, notes, cancellation);
        }

        var file = Path.Combine(address.LocalPath, RepositoryFiles.Timestamp);
        if (File.Exists(file))
        {
            return await File.ReadAllBytesAsync(file, cancellation);
        }

        Unreadable(notes, $"{file} does not exist", "Correct \"device_urls\", or copy the store there: 'slipway mirror'.");
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadWebAsync(Examination examination, Uri address, CheckNotes notes, CancellationToken cancellation)
    {
        var answer = await examination.Web.GetAsync(address, RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation);
        if (answer.IsOk)
        {
            return answer.Body;
        }

        Unreadable(notes, $"{answer.Address.GetLeftPart(UriPartial.Path)} answers: {answer.Description}", answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                "Devices have no password: let everybody read metadata/ and targets/, or give devices an address in front of the store that adds it.",
            HttpStatusCode.NotFound => "Correct \"device_urls\": ORGANIZATION/PRODUCT/ is added to each.",
            _ when answer.Location is not null => "Name the address that it redirects to: devices follow no redirect to another server.",
            _ => "Look at the address, the network and the server's log.",
        });
        return null;
    }

    private static void Compare(Uri address, ReadOnlyMemory<byte> seen, ReadOnlyMemory<byte> stored, CheckNotes notes)
    {
        if (seen.Span.SequenceEqual(stored.Span))
        {
            notes.Note($"{address.GetLeftPart(UriPartial.Path)} shows what the store has");
            return;
        }

        var (shown, newest) = (VersionOf(seen), VersionOf(stored));
        if (shown < newest)
        {
            notes.Warn(
                DoctorFinding.DeviceUrlDiffers,
                $"{address.GetLeftPart(UriPartial.Path)} shows publication {shown}, and the store has {newest}",
                "the newest",
                "If it stays, a cache or mirror in front keeps metadata/timestamp.json for too long, or is not in step.");
            return;
        }

        notes.Fail(
            DoctorFinding.DeviceUrlDiffers,
            $"{address.GetLeftPart(UriPartial.Path)} shows another timestamp.json than the store has",
            "the same bytes",
            "Look at what it serves: another store, an error page, or something that somebody put there.");
    }

    private static long VersionOf(ReadOnlyMemory<byte> timestamp) => TimestampVersion.TryRead(timestamp) ?? long.MaxValue;

    private static void Unreadable(CheckNotes notes, string found, string advice) => notes.Fail(DoctorFinding.DeviceUrlUnreadable, found, "metadata/timestamp.json", advice);
}
