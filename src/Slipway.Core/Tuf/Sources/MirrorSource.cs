namespace Slipway.Tuf.Sources;

/// <summary>Several copies of one repository. Each file is asked of the next copy when one cannot be reached (ATTACKS A8).</summary>
/// <remarks>It owns the mirrors: they are disposed of with it.</remarks>
public sealed class MirrorSource(params IReadOnlyList<IRepositorySource> mirrors) : IRepositorySource, IDisposable
{
    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await mirrors[i].OpenAsync(path, cancellation);
            }
            catch (DeviceException unreachable) when (unreachable.Failure == DeviceFailure.Transport && i + 1 < mirrors.Count)
            {
                // The next mirror may answer; if none does, the last one's refusal is the answer.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mirror in mirrors.OfType<IDisposable>())
        {
            mirror.Dispose();
        }
    }
}
