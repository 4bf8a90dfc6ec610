using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Gates;

/// <summary>Where the token is that a server of a gate asks for: <c>env:NAME</c> or <c>file:PATH</c>. The token itself is in no object that lives on.</summary>
public sealed record GateToken
{
    private const int MaxLength = 16 * 1024;

    private readonly KeyReference _reference;

    private GateToken(KeyReference reference) => _reference = reference;

    /// <exception cref="FormatException"><paramref name="text"/> is no such reference. A text that looks like a secret itself is not repeated.</exception>
    public static GateToken Parse(string text) =>
        KeyReference.Parse(text) is { Kind: KeyReferenceKind.File or KeyReferenceKind.Environment } reference
            ? new GateToken(reference)
            : throw new FormatException($"'{text}' is no place for a token: expected env:NAME or file:PATH");

    /// <summary>Whether what is sent there reaches nobody else: over TLS, or without leaving this machine.</summary>
    internal static bool MayGoTo(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;

    /// <summary>Reads it.</summary>
    /// <exception cref="NoAnswerException">There is none, or it cannot be sent.</exception>
    internal string Read(string folder)
    {
        var token = (_reference.Kind == KeyReferenceKind.Environment ? Environment.GetEnvironmentVariable(_reference.Value) : ReadFile(folder))?.Trim();
        return token is null or "" ? throw new NoAnswerException($"the token {_reference} is not there")
            : token.Length <= MaxLength && token.All(character => character is > ' ' and <= '~') ? token
            : throw new NoAnswerException($"the token {_reference} has characters that cannot be sent");
    }

    /// <summary>The reference.</summary>
    public override string ToString() => _reference.ToString();

    private string? ReadFile(string folder)
    {
        var file = Path.GetFullPath(_reference.Value, folder);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
