using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Slipway.Tuf;

/// <summary>Compares bytes, as they come, with every digest that is expected of them.</summary>
internal sealed class HashCheck(ImmutableArray<ExpectedHash> expected) : IDisposable
{
    private readonly ImmutableArray<IncrementalHash> _hashes = [.. expected.Select(digest => IncrementalHash.CreateHash(digest.Algorithm))];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var hash in _hashes)
        {
            hash.AppendData(bytes);
        }
    }

    /// <summary>Says what differs, or null when every digest fits. No digest to compare with is a difference.</summary>
    public string? Mismatch()
    {
        for (var i = 0; i < _hashes.Length; i++)
        {
            var found = Convert.ToHexStringLower(_hashes[i].GetCurrentHash());
            if (found != expected[i].Hex)
            {
                return $"has the digest {found}: expected {expected[i].Hex}";
            }
        }

        return _hashes.IsEmpty ? "is listed without a digest that can be checked: expected sha256 or sha512" : null;
    }

    public void Dispose()
    {
        foreach (var hash in _hashes)
        {
            hash.Dispose();
        }
    }
}
