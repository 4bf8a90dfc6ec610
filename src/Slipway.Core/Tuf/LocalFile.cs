using System.Text;

namespace Slipway.Tuf;

/// <summary>Something that a client keeps between runs, by the name of its file.</summary>
/// <remarks>Roles' files, and no others, end in <c>.json</c>: whatever a repository calls its roles, none of them is another thing.</remarks>
public sealed record LocalFile
{
    // File systems take 255 bytes; an escaped name has one byte a character.
    private const int LongestName = 200;

    private LocalFile(string name) => Name = name;

    /// <summary>The file's name: percent-encoded, or the digest of a name that is too long for a file system.</summary>
    public string Name { get; }

    /// <summary>The trust anchor that everything else follows from.</summary>
    public static LocalFile TrustAnchor { get; } = new("trust_anchor");

    /// <summary>The tag under which the repository served the timestamp that is kept.</summary>
    public static LocalFile TimestampTag { get; } = new("timestamp_tag");

    /// <summary>The trusted metadata of a role, byte for byte as received.</summary>
    public static LocalFile Role(string role) => new(RoleNames.FileOf(Escape(role)));

    /// <summary>A small target, such as an offer. Whoever reads it compares it with what its role lists.</summary>
    public static LocalFile Target(string path) => new(Escape(path) + ".target");

    private static string Escape(string name)
    {
        var escaped = Uri.EscapeDataString(name);
        return escaped.Length <= LongestName ? escaped : Sha256Digest.Of(Encoding.UTF8.GetBytes(name)).ToString();
    }
}
