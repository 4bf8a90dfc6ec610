using System.Runtime.ExceptionServices;

namespace Slipway.Tuf;

/// <summary>One listed file on its way to a destination. What one source began, another, or a later run, continues.</summary>
/// <remarks>
/// Only the digest of the whole says that bytes belong together. Where it does not fit a file that was continued, everything is thrown away and the
/// same source is asked from the start: what is refused then is that source's alone.
/// </remarks>
internal sealed class TargetDownload(TargetFile file, string path, Stream destination, IProgress<long>? progress) : IDisposable
{
    // What counts as getting on: a source that gives a byte for each request must not be asked for ever.
    private const int StepsOfFile = 1_000;

    private readonly long _start = destination.CanSeek ? destination.Position : 0;
    private readonly Dictionary<IRepositorySource, string> _tags = [];
    private HashCheck _hash = file.Hashes.StartCheck();
    private long _received;
    private long _farthest;
    private bool _isContinued;
    private SlipwayException? _failure;

    /// <summary>Takes what lies behind the destination's position for the beginning of the file, where that can be read.</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        if (!destination.CanSeek || !destination.CanRead)
        {
            return;
        }

        if (destination.Length - _start > file.Length)
        {
            Discard();
            return;
        }

        _received = await BoundedStream.ReadAsync(destination, 0, file.Length, file.Path, piece =>
        {
            _hash.Append(piece.Span);
            return ValueTask.CompletedTask;
        }, cancellation);
        _farthest = _received;
        _isContinued = _received > 0;
    }

    /// <summary>Copies and verifies the file, or answers null when the source does not have it.</summary>
    /// <exception cref="TrustException">It is longer, shorter or other than listed.</exception>
    public async Task<TargetFile?> ReadAsync(IRepositorySource source, CancellationToken cancellation)
    {
        try
        {
            return await ContinueAsync(source, cancellation);
        }
        catch (TrustException) when (_isContinued && destination.CanSeek)
        {
            Discard();
            return await ContinueAsync(source, cancellation);
        }
    }

    /// <summary>Whether, since this was asked last, so much came that asking again is worth it.</summary>
    public bool HasAdvanced()
    {
        if (_received - _farthest < Math.Max(1, file.Length / StepsOfFile))
        {
            return false;
        }

        _farthest = _received;
        return true;
    }

    public void Dispose() => _hash.Dispose();

    private async Task<TargetFile?> ContinueAsync(IRepositorySource source, CancellationToken cancellation)
    {
        try
        {
            if ((_received < file.Length || _received == 0) && !await ReceiveAsync(source, cancellation))
            {
                return null;
            }

            file.Require(_received, _hash);
            return file;
        }
        catch (TrustException refusal)
        {
            _failure ??= refusal;
            if (!_isContinued && destination.CanSeek)
            {
                Discard();
            }

            throw;
        }
        catch (DeviceException cut)
        {
            _failure ??= cut;
            throw;
        }
    }

    private async Task<bool> ReceiveAsync(IRepositorySource source, CancellationToken cancellation)
    {
        if (await source.OpenFromAsync(path, _received, _tags.GetValueOrDefault(source), cancellation) is not { } rest)
        {
            return false;
        }

        await using var content = rest.Content;
        if (rest.Tag is not null)
        {
            _tags[source] = rest.Tag;
        }

        if (rest.Offset != _received)
        {
            Discard();
        }

        _isContinued = _received > 0;
        var before = _received;
        await BoundedStream.ReadAsync(content, _received, file.Length, file.Path, piece => TakeAsync(piece, cancellation), cancellation);
        if (rest.HasUnknownEnd && _received > before && _received < file.Length)
        {
            throw new DeviceException(DeviceFailure.Transport, $"{file.Path} broke off after {_received} of {file.Length} bytes.");
        }

        return true;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellation)
    {
        // A file is written to by another thread.
        var written = destination.WriteAsync(piece, cancellation);
        _hash.Append(piece.Span);
        await written;
        _received += piece.Length;
        progress?.Report(_received);
    }

    private void Discard()
    {
        if (!destination.CanSeek)
        {
            // Nothing can be taken back here: why the first source was left is what there is to say.
            ExceptionDispatchInfo.Throw(_failure ?? new DeviceException(DeviceFailure.Transport, $"{file.Path} broke off, and cannot be begun again here."));
        }

        destination.Position = _start;
        destination.SetLength(_start);
        _hash.Dispose();
        _hash = file.Hashes.StartCheck();
        _received = 0;
        _isContinued = false;
    }
}
