using System.Net;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Do devices see what is in the store, at each address that installers give them?</summary>
internal sealed class DeviceUrlsCheck : ICheck
{
    public string Name => "device urls";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await ReadStoredAsync(examination.Store, notes, cancellation) is not { } stored)
        {
            return;
        }

        if (examination.Policy.RepositoryUrls.IsEmpty)
        {
            Unreadable(notes, $"slipway.json has no \"device_urls\", and devices do not read {ReleaseStores.NameOf(examination.Policy.Store)}", "Name an http or https address under which the store can be read.");
        }
        else if (!examination.Policy.LinkCommand.IsEmpty)
        {
            notes.Skip("devices ask their link_command for each file, which is not on this machine");
            return;
        }

        foreach (var address in examination.Policy.RepositoryUrls)
        {
            var seen = address.Folder is { IsFile: true } folder
                ? await ReadFileAsync(folder, notes, cancellation)
                : await ReadWebAsync(examination, address, notes, cancellation);
            if (seen is not null)
            {
                Compare(address, seen.Value, stored.Bytes, notes);
            }
        }
    }

    /// <summary>What the store has, or null, which is another check's finding.</summary>
    private static async Task<StoredObject?> ReadStoredAsync(IReleaseStore store, CheckNotes notes, CancellationToken cancellation)
    {
        try
        {
            var stored = await store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation);
            if (stored is null)
            {
                notes.Skip("there is no repository yet");
            }

            return stored;
        }
        catch (StoreException)
        {
            notes.Skip("the store cannot be read");
            return null;
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadFileAsync(Uri folder, CheckNotes notes, CancellationToken cancellation)
    {
        var file = Path.Combine(folder.LocalPath, RepositoryFiles.Timestamp);
        if (File.Exists(file))
        {
            return await File.ReadAllBytesAsync(file, cancellation);
        }

        Unreadable(notes, $"{file} does not exist", "Correct \"device_urls\", or copy the store there: 'slipway mirror'.");
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadWebAsync(Examination examination, RepositoryAddress address, CheckNotes notes, CancellationToken cancellation)
    {
        var answer = await examination.Web.GetAsync(address, RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation);
        if (answer.IsOk)
        {
            return answer.Body;
        }

        Unreadable(notes, $"{answer.Where} answers: {answer.Description}", answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                "Devices have no password: let everybody read metadata/ and targets/, or give devices an address that adds it, or a \"link_command\".",
            HttpStatusCode.NotFound => "Correct \"device_urls\": ORGANIZATION/PRODUCT/ is added to each.",
            _ when answer.Location is not null => "Name the address that it redirects to, or list its host in \"redirect_hosts\": devices follow no redirect to another server.",
            _ => "Look at the address, the network and the server's log.",
        });
        return null;
    }

    private static void Compare(RepositoryAddress address, ReadOnlyMemory<byte> seen, ReadOnlyMemory<byte> stored, CheckNotes notes)
    {
        if (seen.Span.SequenceEqual(stored.Span))
        {
            notes.Note($"{address} shows what the store has");
            return;
        }

        var (shown, newest) = (VersionOf(seen), VersionOf(stored));
        if (shown < newest)
        {
            notes.Warn(
                DoctorFinding.DeviceUrlDiffers,
                $"{address} shows publication {shown}, and the store has {newest}",
                "the newest",
                "If it stays, a cache or mirror in front keeps metadata/timestamp.json for too long, or is not in step.");
            return;
        }

        notes.Fail(
            DoctorFinding.DeviceUrlDiffers,
            $"{address} shows another timestamp.json than the store has",
            "the same bytes",
            "Look at what it serves: another store, an error page, or something that somebody put there.");
    }

    private static long VersionOf(ReadOnlyMemory<byte> timestamp) => TimestampVersion.TryRead(timestamp) ?? long.MaxValue;

    private static void Unreadable(CheckNotes notes, string found, string advice) => notes.Fail(DoctorFinding.DeviceUrlUnreadable, found, "metadata/timestamp.json", advice);
}
