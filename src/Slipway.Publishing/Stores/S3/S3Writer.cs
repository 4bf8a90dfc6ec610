namespace Slipway.Publishing.Stores.S3;

/// <summary>Writes what fits into one request.</summary>
internal sealed class S3Writer(S3Objects objects, StoredCopy copy)
{
    // Ceph's radosgw takes the tag without quotation marks only, and names its requests so.
    private const string CephRequestId = "tx0000";

    // What is shorter is sent as fast as it is asked for.
    private const int WorthAskingBytes = 64 * 1024;

    private const int MaxAttempts = 5;

    private bool _isTagBare;

    /// <summary>Writes an object that does not exist yet.</summary>
    /// <remarks>Whether an attempt whose answer was lost has written it, the object itself tells: it is this content. That a longer one is looked for first only saves sending it.</remarks>
    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        if (content.Length > WorthAskingBytes && await copy.CompareAsync(path, content, fingerprint: null, cancellation) is { } known)
        {
            return known;
        }

        var bytes = await ContentReader.ReadAllAsync(content, cancellation);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var answer = await objects.PutAsync(path, bytes, WriteCondition.Absent, cancellation);
            if (answer == PutAnswer.Stored)
            {
                return WriteOnce.Created;
            }

            if (await copy.CompareAsync(path, content, fingerprint: null, cancellation) is { } existing)
            {
                return existing == WriteOnce.AlreadyThere && answer == PutAnswer.StoredUnproved ? WriteOnce.Created : existing;
            }

            // Somebody deleted it meanwhile.
        }

        throw new StoreException(StoreFailure.Conflict, $"The server says that {path} is there, and that it is not, {MaxAttempts} times in a row.")
        {
            Hint = "Something else deletes in this store: look at lifecycle rules and at who runs 'slipway prune'. Or what answers is no S3 server: look at the endpoint.",
        };
    }

    /// <summary>Notes how a server that was read from wants its tags.</summary>
    public void Learn(FoundObject found) => _isTagBare |= found.RequestId?.StartsWith(CephRequestId, StringComparison.Ordinal) == true;

    /// <summary>Replaces an object if it still has the tag.</summary>
    /// <remarks>
    /// When the condition is not met, an attempt of this writer may have been why: its answer was lost, or a proxy sent it twice. So an object that
    /// has these bytes counts as replaced. If somebody else wrote the very same bytes, then on the same base and to the same effect: what is signed
    /// names its version and the digests of all that it leads to. If somebody has replaced ours since, this is a lost race like any other, and the
    /// change is made again on theirs, which includes it. Bytes that went over their SHA-256 in the signed request, so no answer has to be proved.
    /// </remarks>
    public async Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        var bytes = await ContentReader.ReadAllAsync(content, cancellation);
        if (await TryPutAsync(path, bytes, expectedTag, cancellation))
        {
            return true;
        }

        var current = await objects.ReadAsync(path, bytes.Length, cancellation);
        if (current is null || expectedTag is null || current.Tag != expectedTag || IsSame(current, bytes))
        {
            return IsSame(current, bytes);
        }

        // It has the tag, and the server said that it has not: it spells tags the other way.
        _isTagBare = !_isTagBare;
        return await TryPutAsync(path, bytes, expectedTag, cancellation) || IsSame(await objects.ReadAsync(path, bytes.Length, cancellation), bytes);
    }

    private async Task<bool> TryPutAsync(string path, byte[] bytes, string? tag, CancellationToken cancellation)
    {
        var condition = tag is null ? WriteCondition.Absent : WriteCondition.Matches(_isTagBare ? tag : EntityTag.Quoted(tag));
        return await objects.PutAsync(path, bytes, condition, cancellation) != PutAnswer.ConditionUnmet;
    }

    private static bool IsSame(FoundObject? current, byte[] bytes) => current is not null && current.Length == bytes.Length && current.Bytes.AsSpan().SequenceEqual(bytes);
}
