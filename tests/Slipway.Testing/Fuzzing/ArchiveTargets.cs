using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Slipway.Bundles;

namespace Slipway.Testing.Fuzzing;

/// <summary>Payloads: what is in the archive, and how it is compressed. Each is extracted into a folder, around which nothing may change.</summary>
internal static class ArchiveTargets
{
    private const int Block = 512;
    private const int Checksum = 148;
    private const int ChecksumLength = 8;

    // The files a and b/c, compressed with zstd.
    private const string Zstd = "KLUv/WQAC3UCAOLCCRCgqwPrh/MDQPT+L6eo3/QUxXGCORPKpM7tqyRrX/A4ge0d+x3pJQ4gsNetBv0rMPaqERmAGvUqk54K8BlMOj/TPTCAAwwKsJ9UGxOH8XM=";
    private const string Gzip = "H4sIAAAAAAACA0tkoD0wAAIzExMwDQToNBCYI7FB4ubGJqYMCgZ0cBtDaXFJYhHQSmp4EtlzQwQk5+eVpOaVMIyCkQmS9JMHY/43NTcYzf+j+X8UjIJRMApGAa0AAETrrdcADAAA";

    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        new("archive", [Inflate(Convert.FromBase64String(Gzip))], file => Extract(file, Deflate(Mend(file)), PayloadCompression.Gzip)),
        new("gzip", [Convert.FromBase64String(Gzip)], file => Extract(file, file, PayloadCompression.Gzip)),
        new("zstd", [Convert.FromBase64String(Zstd)], file => Extract(file, file, PayloadCompression.Zstd)),
    ];

    private static byte[] Extract(byte[] file, byte[] payload, PayloadCompression compression)
    {
        using var around = new TemporaryFolder();
        Directory.CreateDirectory(around["tree"]);
        using var stream = new MemoryStream(payload);
        try
        {
            PayloadExtractor.ExtractAsync(stream, ArchiveManifest.For(compression), around["tree"], null, CancellationToken.None).GetAwaiter().GetResult();
        }
        finally
        {
            if (around.Names is not ["tree"])
            {
                throw new InvalidOperationException($"It wrote outside: {string.Join(", ", around.Names)}");
            }
        }

        return file;
    }

    /// <summary>Gives every block that says it is a header the checksum that it should have: otherwise all that is broken ends there.</summary>
    private static byte[] Mend(byte[] archive)
    {
        byte[] mended = [.. archive];
        for (var start = 0; start + Block <= mended.Length; start += Block)
        {
            var header = mended.AsSpan(start, Block);
            if (header[257..].StartsWith("ustar"u8))
            {
                header.Slice(Checksum, ChecksumLength).Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0", header[Checksum..]);
            }
        }

        return mended;
    }

    private static byte[] Deflate(byte[] archive)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(archive);
        }

        return output.ToArray();
    }

    private static byte[] Inflate(byte[] payload)
    {
        using var gzip = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        using var output = new MemoryStream();
        gzip.CopyTo(output);
        return output.ToArray();
    }
}
