using Slipway.Bundles.Archives;

namespace Slipway.Tuf.Sources;

/// <summary>Writes a repository into one file: a POSIX archive without compression, which payloads have already. The same files in the same order give the same bytes.</summary>
/// <param name="pack">The file, at its start. It is not disposed of here.</param>
public sealed class PackWriter(Stream pack)
{
    private readonly byte[] _header = new byte[TarHeaderWriter.MaxLength];

    /// <summary>Adds a file.</summary>
    /// <param name="path">Its path in the repository, not escaped.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="write">Writes exactly that many bytes to the pack.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="InvalidOperationException">It wrote more or fewer bytes.</exception>
    public async Task AddAsync(string path, long length, Func<Stream, Task> write, CancellationToken cancellation)
    {
        await pack.WriteAsync(_header.AsMemory(0, TarHeaderWriter.Write(_header, path, length, isExecutable: false)), cancellation);
        var start = pack.Position;
        await write(pack);
        if (pack.Position - start != length)
        {
            throw new InvalidOperationException($"{path} has {pack.Position - start} bytes: expected {length}.");
        }

        await pack.WriteAsync(new byte[TarFormat.Padding(length)], cancellation);
    }

    /// <summary>Ends the archive.</summary>
    public Task FinishAsync(CancellationToken cancellation) => pack.WriteAsync(new byte[TarFormat.EndSize], cancellation).AsTask();
}
