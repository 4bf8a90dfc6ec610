using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>The digests that a role states of a file (TUF §4.4 and §4.5 HASHES).</summary>
/// <remarks>All that are known are checked: SHA-256 and SHA-512. One that is not known is kept, and proves nothing.</remarks>
public sealed class FileHashes : IEquatable<FileHashes>
{
    private static readonly KnownHash Sha256Hash = new("sha256", HashAlgorithmName.SHA256, 2 * SHA256.HashSizeInBytes);
    private static readonly ImmutableArray<KnownHash> Known = [Sha256Hash, new("sha512", HashAlgorithmName.SHA512, 2 * SHA512.HashSizeInBytes)];

    private readonly ImmutableSortedDictionary<string, string> _hex;

    private FileHashes(ImmutableSortedDictionary<string, string> hex) => _hex = hex;

    /// <summary>The SHA-256 digest, or null where others stand alone.</summary>
    public Sha256Digest? Sha256 => _hex.TryGetValue(Sha256Hash.Name, out var hex) ? Sha256Digest.Parse(hex) : null;

    /// <summary>
    /// The digest that consistent snapshots put before the file's name (TUF §6.2); any that is known may be asked for. Null without one: text
    /// of another kind may be anything, and has no place in an address.
    /// </summary>
    internal string? Prefix => Checked() is [var first, ..] ? first.Hex : null;

    /// <summary>Just a SHA-256 digest, which is what Slipway writes.</summary>
    public static FileHashes Of(Sha256Digest digest) =>
        new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(Sha256Hash.Name, digest.ToString()));

    /// <inheritdoc/>
    public bool Equals(FileHashes? other) => other is not null && _hex.SequenceEqual(other._hex);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileHashes);

    /// <inheritdoc/>
    public override int GetHashCode() => _hex.Aggregate(0, (code, entry) => HashCode.Combine(code, entry.Key, entry.Value));

    /// <summary>For messages: <c>sha256:...</c>.</summary>
    public override string ToString() => string.Join(", ", _hex.Select(entry => $"{entry.Key}:{entry.Value}"));

    /// <exception cref="FormatException">Empty, or not digests.</exception>
    internal static FileHashes FromJson(JsonFields hashes)
    {
        var hex = hashes.Names.ToImmutableSortedDictionary(name => name, name => hashes.Text(name), StringComparer.Ordinal);
        foreach (var algorithm in Known)
        {
            if (hex.TryGetValue(algorithm.Name, out var digest) && (digest.Length != algorithm.HexDigits || !digest.All(char.IsAsciiHexDigitLower)))
            {
                throw hashes.Refuse(algorithm.Name, $"'{digest}'", $"{algorithm.HexDigits} lowercase hex digits");
            }
        }

        return hex.Count > 0 ? new FileHashes(hex) : throw new FormatException("hashes is empty: expected at least one digest");
    }

    internal JsonObject ToJson() => new(_hex.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));

    /// <summary>Says why bytes are not the file, or null when they are.</summary>
    internal string? Mismatch(ReadOnlySpan<byte> bytes)
    {
        using var check = new HashCheck(Checked());
        check.Append(bytes);
        return check.Mismatch();
    }

    /// <summary>Begins a check of bytes that come piece by piece.</summary>
    internal HashCheck StartCheck() => new(Checked());

    private ImmutableArray<ExpectedHash> Checked() =>
        [.. Known.Where(known => _hex.ContainsKey(known.Name)).Select(known => new ExpectedHash(known.Algorithm, _hex[known.Name]))];

    private sealed record KnownHash(string Name, HashAlgorithmName Algorithm, int HexDigits);
}
