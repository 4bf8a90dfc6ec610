using System.Runtime.ExceptionServices;

namespace Slipway.Tuf;

/// <summary>One repository at one or more places. A file is asked of the next place when one fails or serves what is refused (ATTACKS A8).</summary>
/// <remarks>The place that served last is asked first. It owns the sources: they are disposed of with it. Not thread-safe.</remarks>
public sealed class RepositoryMirrors(params IReadOnlyList<IRepositorySource> sources) : IDisposable
{
    private int _preferred;

    /// <summary>The places.</summary>
    public IReadOnlyList<IRepositorySource> Sources { get; } = sources;

    /// <summary>What happens when all places failed; <see cref="RetryPolicy.None"/> unless something else is said.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Lets <paramref name="read"/> read from each place in turn, until it answers something.</summary>
    /// <param name="read">Reads and verifies; null says that the place does not have it. It must change nothing when it throws.</param>
    /// <param name="cancellation">Stops the waiting for places that failed.</param>
    /// <returns>What was read, or null when no place that could be asked has it.</returns>
    /// <exception cref="SlipwayException">The last place's refusal or failure, if every place gave one.</exception>
    internal Task<T?> ReadAsync<T>(Func<IRepositorySource, Task<T?>> read, CancellationToken cancellation)
        where T : class =>
        Retry.RunAsync(() => ReadOnceAsync(read), RetryPolicy.MetadataAttempts, hasAdvanced: () => false, cancellation);

    /// <summary>Lets a download that can be continued read from each place in turn.</summary>
    /// <returns>The file, or null when no place that could be asked has it.</returns>
    /// <exception cref="SlipwayException">The last place's refusal or failure, if every place gave one.</exception>
    internal Task<TargetFile?> ReadAsync(TargetDownload download, CancellationToken cancellation) =>
        Retry.RunAsync(() => ReadOnceAsync(source => download.ReadAsync(source, cancellation)), RetryPolicy.PayloadAttempts, download.HasAdvanced, cancellation);

    private async Task<T?> ReadOnceAsync<T>(Func<IRepositorySource, Task<T?>> read)
        where T : class
    {
        SlipwayException? last = null;
        var isAbsent = false;
        for (var (tried, place) = (0, _preferred); tried < Sources.Count; tried++, place = (place + 1) % Sources.Count)
        {
            try
            {
                if (await read(Sources[place]) is { } found)
                {
                    _preferred = place;
                    return found;
                }

                isAbsent = true;
            }
            catch (SlipwayException failure) when (failure is TrustException or DeviceException { IsTransport: true })
            {
                // What is worth another try is not hidden by what is not.
                last = failure is DeviceException { IsFinal: true } ? last ?? failure : failure;
            }
        }

        if (last is not null && !isAbsent)
        {
            ExceptionDispatchInfo.Throw(last);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in Sources.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }
}
