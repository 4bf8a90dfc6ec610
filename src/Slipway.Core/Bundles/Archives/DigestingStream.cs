using System.Security.Cryptography;
using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>Passes on what is written, and knows its length and digest.</summary>
internal sealed class DigestingStream(Stream output) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long WrittenBytes { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        output.Write(buffer);
        _hash.AppendData(buffer);
        WrittenBytes += buffer.Length;
    }

    public Sha256Digest ToDigest() => Sha256Digest.FromHash(_hash.GetCurrentHash());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
