using System.Text;

namespace Slipway.Tuf;

/// <summary>What earlier runs left to this one: where trust starts, what is still fresh, and what has to be forgotten.</summary>
internal sealed class LocalTrust(ILocalMetadata local)
{
    private const int LongestTag = 1_000;

    private static readonly LocalFile Root = LocalFile.Role(RoleNames.Root);
    private static readonly LocalFile Timestamp = LocalFile.Role(RoleNames.Timestamp);
    private static readonly LocalFile Snapshot = LocalFile.Role(RoleNames.Snapshot);
    private static readonly LocalFile Targets = LocalFile.Role(RoleNames.Targets);

    /// <summary>Whether <paramref name="check"/> refuses nothing.</summary>
    public static bool Passes(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (TrustException)
        {
            return false;
        }
    }

    /// <summary>Starts from the newest local root if it follows from the anchor, else from the anchor.</summary>
    /// <exception cref="TrustException">The trust anchor is malformed or not signed by its own keys. Nothing was forgotten.</exception>
    public async Task<TrustedMetadata> StartAsync(
        ReadOnlyMemory<byte> anchor, DateTimeOffset time, IReadOnlyCollection<string> mayBeExpired, CancellationToken cancellation)
    {
        var root = await local.ReadAsync(Root, cancellation);
        var isSameAnchor = await local.ReadAsync(LocalFile.TrustAnchor, cancellation) is { } known && anchor.Span.SequenceEqual(known);
        TrustedMetadata? trusted = null;
        if (isSameAnchor && root is not null && Passes(() => trusted = TrustedMetadata.StartFrom(root, time, mayBeExpired)))
        {
            return trusted!;
        }

        trusted = TrustedMetadata.StartFrom(anchor, time, mayBeExpired);
        await TakeAnchorAsync(anchor, root, isSameAnchor, cancellation);
        return trusted;
    }

    /// <summary>Everything that is kept, where it is complete, fresh and of one snapshot, with the timestamp's tag; else null.</summary>
    public async Task<KeptTrust?> TryTrustAllAsync(TrustedMetadata start, CancellationToken cancellation)
    {
        if (await local.ReadAsync(Timestamp, cancellation) is not { } timestamp
            || await ReadTagAsync(timestamp, cancellation) is not { } tag
            || await local.ReadAsync(Snapshot, cancellation) is not { } snapshot
            || await local.ReadAsync(Targets, cancellation) is not { } targets)
        {
            return null;
        }

        var trusted = start.StartAgain();
        var isFresh = Passes(() =>
        {
            trusted.UpdateTimestamp(timestamp);
            trusted.UpdateSnapshot(snapshot);
            trusted.UpdateTargets(targets);
        });
        return isFresh ? new KeptTrust(trusted, tag) : null;
    }

    /// <summary>Keeps the next root.</summary>
    public async Task TakeRootAsync(Root before, Root after, byte[] bytes, CancellationToken cancellation)
    {
        ForgetFastForwarded(before, after);
        await local.WriteAsync(Root, bytes, cancellation);
    }

    /// <summary>Keeps the timestamp, if it is new, and the tag that asks for it again.</summary>
    public async Task TakeTimestampAsync(TimestampAnswer answer, bool isNew, CancellationToken cancellation)
    {
        if (isNew)
        {
            await local.WriteAsync(Timestamp, answer.Bytes, cancellation);
        }

        // The tag is told with the digest of the bytes that it belongs to: after a power cut between the two files it fits nothing.
        var note = answer.Tag is { Length: <= LongestTag } tag ? Encoding.UTF8.GetBytes($"{Sha256Digest.Of(answer.Bytes)}\n{tag}") : [];
        var known = await local.ReadAsync(LocalFile.TimestampTag, cancellation) ?? [];
        if (!note.AsSpan().SequenceEqual(known))
        {
            await local.WriteAsync(LocalFile.TimestampTag, note, cancellation);
        }
    }

    private async Task<string?> ReadTagAsync(byte[] timestamp, CancellationToken cancellation)
    {
        var note = await local.ReadAsync(LocalFile.TimestampTag, cancellation) ?? [];
        var prefix = $"{Sha256Digest.Of(timestamp)}\n";
        return Encoding.UTF8.GetString(note) is var text && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
    }

    /// <summary>Forgets what does not follow from the anchor. It is remembered last: after a power cut the next run forgets what is left.</summary>
    private async Task TakeAnchorAsync(ReadOnlyMemory<byte> anchor, byte[]? root, bool isSameAnchor, CancellationToken cancellation)
    {
        if (!anchor.Span.SequenceEqual(root))
        {
            local.Delete(Root);
            if (!isSameAnchor)
            {
                ForgetFreshness();
            }
        }

        if (!isSameAnchor)
        {
            await local.WriteAsync(LocalFile.TrustAnchor, anchor, cancellation);
        }
    }

    /// <summary>Once new keys sign timestamp or snapshot, version numbers that the old keys signed bind nobody (TUF §5.3.11).</summary>
    /// <remarks>It comes before the new root is kept: a run that starts from that root cannot see any more that keys were changed.</remarks>
    private void ForgetFastForwarded(Root before, Root after)
    {
        if (!HasSameKeys(RoleNames.Timestamp) || !HasSameKeys(RoleNames.Snapshot))
        {
            ForgetFreshness();
        }

        bool HasSameKeys(string role) => before.Roles[role].HasSameKeys(after.Roles[role]);
    }

    private void ForgetFreshness()
    {
        local.Delete(Timestamp);
        local.Delete(Snapshot);
    }
}
