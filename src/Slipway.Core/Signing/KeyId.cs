using System.Diagnostics.CodeAnalysis;

namespace Slipway.Signing;

/// <summary>The name that metadata gives a key (TUF §4.2.1).</summary>
/// <remarks>
/// Written, it is the SHA-256 digest of the key object's canonical JSON. Read, it is opaque text: other tools compute it in other
/// ways, and no decision rests on how it was made, since keys are compared by value.
/// </remarks>
public sealed record KeyId
{
    /// <summary>The longest key id that is read, in characters.</summary>
    public const int MaxLength = 128;

    private readonly string _text;

    private KeyId(string text) => _text = text;

    /// <summary>The key id of a key object.</summary>
    public static KeyId Of(Sha256Digest digestOfCanonicalKey) => new(digestOfCanonicalKey.ToString());

    /// <exception cref="FormatException"><paramref name="text"/> is empty, too long, or has control characters.</exception>
    public static KeyId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"a key id has {text?.Length ?? 0} characters: expected 1 to {MaxLength}, none of them a control character");

    /// <summary>Accepts any short text without control characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out KeyId? id)
    {
        id = text is { Length: > 0 and <= MaxLength } && !text.Any(char.IsControl) ? new KeyId(text) : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
