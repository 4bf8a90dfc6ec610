using System.Collections.Immutable;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Keys.Audit;

/// <summary>Keeps account of signatures. Each is told of before anybody gets it: a signature that could not be written down is not used. Thread-safe.</summary>
/// <param name="time">Says when.</param>
/// <param name="file">Gets a line of JSON for each signature, behind what it holds; null: no file is kept. Several processes may share it.</param>
/// <param name="tell">Is told of each, or null.</param>
public sealed class SigningAudit(TimeProvider time, string? file = null, Action<SignatureEntry>? tell = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private ImmutableArray<SignatureEntry> _entries = [];

    /// <summary>The signatures so far.</summary>
    public ImmutableArray<SignatureEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return _entries;
            }
        }
    }

    /// <summary>Writes a signature down.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.AuditNotWritten"/>.</exception>
    internal async Task RecordAsync(SigningPurpose purpose, KeyId key, Sha256Digest digest, string provider, CancellationToken cancellation)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var entry = new SignatureEntry(now, purpose, key, digest, provider);
        if (file is not null)
        {
            await AppendAsync(Path.GetFullPath(file), [.. CanonicalJson.EncodeFile(entry.ToJson()), (byte)'\n'], cancellation);
        }

        lock (_lock)
        {
            _entries = _entries.Add(entry);
        }

        tell?.Invoke(entry);
    }

    /// <summary>Writers wait for each other, so that no line is torn or lost.</summary>
    private static async Task AppendAsync(string path, byte[] line, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                Append(path, line);
                return;
            }
            catch (IOException busy) when (IsShared(busy) && waited < Patience)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new InputException(InputFailure.AuditNotWritten, $"The audit file {path} cannot be written: {failure.Message}", failure)
                {
                    Hint = "Nothing is signed that cannot be written down. Make its folder, give the user that signs the permission, or leave --audit out.",
                };
            }
        }
    }

    private static void Append(string path, byte[] line)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var end = stream.Length;
        try
        {
            stream.Write(line);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException) when (stream.CanSeek)
        {
            // A full disk takes what fits: the next line would stand behind that.
            stream.SetLength(end);
            throw;
        }
    }

    private static bool IsShared(IOException failure) => failure.GetType() == typeof(IOException) && !Durable.IsDiskFull(failure);
}
