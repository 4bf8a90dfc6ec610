using System.Net;
using System.Net.Http.Headers;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does what is in front of the store pass on what devices rely on: fresh timestamps, cacheable files, plain bytes, ranges, entity tags?</summary>
internal sealed class DeliveryCheck : ICheck
{
    private static readonly TimeSpan LongestForTimestamp = TimeSpan.FromMinutes(5);

    public string Name => "delivery";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (examination.SkipsWeb(notes))
        {
            return;
        }

        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        foreach (var address in examination.WebAddresses)
        {
            JudgeTimestamp(await examination.Web.GetAsync(address, RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation), notes);
            var path = RepositoryFiles.Of(RoleNames.Snapshot, state.Snapshot.Version);
            var whole = await examination.Web.GetAsync(address, path, MetadataLimits.SnapshotBytes, cancellation);
            if (whole.IsOk)
            {
                JudgeImmutable(whole, notes);
                var rest = await examination.Web.GetAsync(address, path, MetadataLimits.SnapshotBytes, cancellation, headers => headers.Range = new RangeHeaderValue(1, to: null));
                JudgeRange(whole, rest, notes);
            }
        }
    }

    private static void JudgeTimestamp(WebAnswer answer, CheckNotes notes)
    {
        if (!answer.IsOk)
        {
            notes.Note($"{answer.Where} cannot be read");
            return;
        }

        JudgeEncoding(answer, notes);
        if (answer.Age > LongestForTimestamp || (answer.MayBeKept > LongestForTimestamp && !answer.MayNotBeKept))
        {
            notes.Warn(
                DoctorFinding.TimestampCached,
                answer.Age > LongestForTimestamp ? $"timestamp.json has been in a cache for {DurationWords.Of(answer.Age)}" : $"caches may keep timestamp.json for {DurationWords.Of(answer.MayBeKept!.Value)}",
                "a few minutes at most",
                "Send 'Cache-Control: max-age=60' or less with metadata/timestamp.json: until the cache forgets it, no halt and no release reaches devices.");
        }

        if (!answer.HasEntityTag)
        {
            notes.Warn(DoctorFinding.EntityTagMissing, "timestamp.json comes without an entity tag", "ETag", "Let the server send one: with it a device that has nothing to do asks for a few hundred bytes, without it for all metadata.");
        }

        notes.Note(answer.MayNotBeKept ? "caches ask anew for timestamp.json"
            : answer.MayBeKept is { } kept ? $"timestamp.json may be kept for {DurationWords.Of(kept)}"
            : "timestamp.json says nothing of caches");
    }

    private static void JudgeImmutable(WebAnswer answer, CheckNotes notes)
    {
        JudgeEncoding(answer, notes);
        if (answer.MayNotBeKept)
        {
            notes.Warn(
                DoctorFinding.ImmutableNotCacheable,
                $"caches may not keep {answer.Name}, which never changes",
                "Cache-Control: public, max-age=31536000, immutable",
                "Let everything but metadata/timestamp.json be cached: each device costs the store a request for each file otherwise.");
        }
    }

    private static void JudgeEncoding(WebAnswer answer, CheckNotes notes)
    {
        if (!answer.Encodings.IsEmpty)
        {
            notes.Fail(
                DoctorFinding.ContentEncoded,
                $"{answer.Name} comes with Content-Encoding {string.Join(", ", answer.Encodings)}, which nobody asked for",
                "the bytes as they are stored",
                "Switch compression off for the store: lengths and digests are signed for the bytes as they are, and devices refuse others.");
        }
    }

    private static void JudgeRange(WebAnswer whole, WebAnswer rest, CheckNotes notes)
    {
        if (rest.Status != HttpStatusCode.PartialContent || !rest.Body.Span.SequenceEqual(whole.Body.Span[1..]))
        {
            notes.Warn(
                DoctorFinding.RangeIgnored,
                $"a part of {whole.Name} was asked for, and the answer is {rest.Description}",
                "206 with that part",
                "Let ranges through: a device whose download breaks off begins again from the start otherwise.");
        }
    }
}
