namespace Slipway.Tuf;

/// <summary>One listed file on its way to a destination.</summary>
internal sealed class TargetDownload(TargetFile file, Stream destination, IProgress<long>? progress)
{
    private readonly long _start = destination.CanSeek ? destination.Position : 0;
    private bool _isTouched;

    /// <summary>Copies and verifies the file, or answers null when the source does not have it.</summary>
    /// <exception cref="TrustException">It is longer, shorter or other than listed.</exception>
    public async Task<TargetFile?> ReadAsync(IRepositorySource source, string path, CancellationToken cancellation)
    {
        await using var stream = await source.OpenAsync(path, cancellation);
        if (stream is null)
        {
            return null;
        }

        Rewind();
        using var hash = file.Hashes.StartCheck();
        var length = await BoundedStream.CopyAsync(stream, destination, file.Length, file.Path, hash, progress, cancellation);
        file.Require(length, hash);
        return file;
    }

    /// <summary>What an earlier source left is overwritten from the start.</summary>
    private void Rewind()
    {
        if (_isTouched)
        {
            if (!destination.CanSeek)
            {
                throw new DeviceException(DeviceFailure.Transport, $"{file.Path} broke off, and cannot be begun again here.");
            }

            destination.Position = _start;
            destination.SetLength(_start);
        }

        _isTouched = true;
    }
}
