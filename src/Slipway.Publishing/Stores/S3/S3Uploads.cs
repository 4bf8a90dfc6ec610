namespace Slipway.Publishing.Stores.S3;

/// <summary>Writes what is sent in parts.</summary>
/// <remarks>
/// Only under paths that name the content's digest: whoever else writes there writes the same bytes. So publishers may take up each other's
/// uploads, and a server that overwrites although it was told not to changes nothing. Parts that a killed run has left are not sent again.
/// </remarks>
internal sealed class S3Uploads(S3Parts parts, StoredCopy copy)
{
    private const int MaxUploads = 5;
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(10);

    /// <summary>Whether the name begins with the digest of the content.</summary>
    public static bool CanStore(string path, StoreContent content) => Path.GetFileName(path).StartsWith($"{content.Digest}.", StringComparison.Ordinal);

    /// <summary>Writes an object that does not exist yet. That it is looked for first only saves sending it.</summary>
    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        ContentFingerprint? sent = null;
        for (var attempt = 0; attempt < MaxUploads; attempt++)
        {
            if (await copy.CompareAsync(path, content, sent, cancellation) is { } existing)
            {
                return sent is not null && existing == WriteOnce.AlreadyThere ? WriteOnce.Created : existing;
            }

            (var isProved, sent) = await SendAsync(path, content, cancellation);
            if (isProved)
            {
                return WriteOnce.Created;
            }
        }

        throw new StoreException(StoreFailure.Conflict, $"{path} was deleted, or its upload aborted, {MaxUploads} times while it was sent.")
        {
            Hint = "Something else deletes in this store: look at lifecycle rules and at who runs 'slipway prune'.",
        };
    }

    /// <summary>Sends the parts that are missing and completes the upload.</summary>
    /// <returns>Whether the server has said what it has: the content. If not, what came of it is to be looked at.</returns>
    private async Task<(bool IsProved, ContentFingerprint? Sent)> SendAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        var found = await parts.FindUploadAsync(path, cancellation);
        var upload = found ?? await parts.BeginAsync(path, cancellation);
        try
        {
            var known = found is null ? [] : await parts.ListAsync(path, upload, cancellation);
            using var sender = new PartSender(parts, path, upload, known);
            var sent = await sender.SendAsync(content, cancellation);
            if (await parts.CompleteAsync(path, upload, [.. sent.Select(part => part.Tag)], cancellation) is { } answer)
            {
                var fingerprint = ContentFingerprint.Of(content.Digest, [.. sent.Select(part => part.Digests)]);
                return (fingerprint.IsProvedBy(answer.ETag, answer.ChecksumSHA256), fingerprint);
            }

            await AbortAsync(path, upload);
        }
        catch (UploadGoneException)
        {
            // Completed or aborted: the object tells which.
        }
        catch (Exception failure) when (failure is not StoreException { Failure: StoreFailure.Unavailable })
        {
            // Not where the server was lost: the parts are there for the next run.
            await AbortAsync(path, upload);
            throw;
        }

        return (false, null);
    }

    private async Task AbortAsync(string path, string upload)
    {
        using var patience = new CancellationTokenSource(AbortPatience);
        try
        {
            await parts.AbortAsync(path, upload, patience.Token);
        }
        catch (Exception failure) when (failure is StoreException or OperationCanceledException)
        {
            // The next run finds it, or the bucket's lifecycle rule does.
        }
    }
}
