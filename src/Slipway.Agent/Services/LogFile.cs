using System.Collections.Immutable;
using Slipway.Reports;

namespace Slipway.Agent.Services;

/// <summary>A log that a product writes to a file of its own.</summary>
public sealed class LogFile(string path)
{
    /// <summary>Its last lines; none when there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<ImmutableArray<string>> ReadAsync(CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        // The product may own the folder, and must not lead the agent to files that only root may read.
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"{path} is a link and no plain file.");
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek)
        {
            throw new IOException($"{path} is no plain file.");
        }

        var start = Math.Max(0, file.Length - LogExcerpt.MaxBytes);
        file.Seek(start, SeekOrigin.Begin);
        var bytes = new byte[LogExcerpt.MaxBytes];
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return LogExcerpt.Take(bytes.AsSpan(0, length), isCut: start > 0);
    }
}
