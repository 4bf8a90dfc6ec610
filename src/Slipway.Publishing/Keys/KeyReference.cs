using System.Diagnostics.CodeAnalysis;
using Slipway.Publishing.Keys.Commands;

namespace Slipway.Publishing.Keys;

/// <summary>Says where a private key is, so that options, properties and slipway.json never hold one (A04, B06).</summary>
public sealed record KeyReference
{
    private const string FileScheme = "file:";
    private const string CommandScheme = "exec:";
    private const string EnvironmentScheme = "env:";
    private const string Expected = "expected file:PATH, env:NAME, kms:ARN or exec:NAME.pub.pem COMMAND";

    private static readonly (string Scheme, KeyReferenceKind Kind)[] Schemes =
    [
        (FileScheme, KeyReferenceKind.File),
        (EnvironmentScheme, KeyReferenceKind.Environment),
        ("kms:", KeyReferenceKind.KeyManagementService),
        (CommandScheme, KeyReferenceKind.Command),
    ];

    private readonly string _text;

    private KeyReference(string text, KeyReferenceKind kind, string value)
    {
        _text = text;
        Kind = kind;
        Value = value;
    }

    /// <summary>What <see cref="Value"/> is.</summary>
    public KeyReferenceKind Kind { get; }

    /// <summary>The path, the variable's name, the key's ARN or the public half and the command.</summary>
    public string Value { get; }

    /// <summary>What to call it in messages: a command's arguments may be private, so they are left out.</summary>
    public string Name => Kind == KeyReferenceKind.Command ? $"exec:{SigningCommand.Of(this).Program}" : _text;

    /// <summary>The scheme, such as <c>kms</c>: what holds the key, in one word.</summary>
    internal string Provider => _text[.._text.IndexOf(':', StringComparison.Ordinal)];

    /// <exception cref="FormatException"><paramref name="text"/> is not a key reference. A text that looks like a key itself is not repeated.</exception>
    public static KeyReference Parse(string text) =>
        TryParse(text, out var reference) ? reference
        : MayBeSecret(text) ? throw new FormatException($"the value looks like a key itself, not like a reference to one: {Expected}")
        : text.StartsWith(CommandScheme, StringComparison.Ordinal) ? throw new FormatException("an exec: reference lacks the public half or the program, or a quote is not closed: expected exec:NAME.pub.pem COMMAND")
        : throw new FormatException($"'{text}' is not a key reference: {Expected}, for example {Suggestion(text)}");

    /// <summary>As <see cref="Parse"/>, for those who know the option, property or field that holds the text.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyReferenceInvalid"/>, with what to write instead.</exception>
    public static KeyReference Read(string text, string subject)
    {
        try
        {
            return Parse(text);
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.KeyReferenceInvalid, $"{subject}: {malformed.Message}.", malformed)
            {
                Hint = MayBeSecret(text)
                    ? "Options and properties end up in logs and process lists: if this key is in use, replace it. Put the new one into a file or a secret variable."
                    : $"Write {Suggestion(text)}, or name an environment variable that holds the key: env:NAME.",
            };
        }
    }

    /// <summary>Accepts <c>file:</c>, <c>env:</c>, <c>kms:</c> and <c>exec:</c> with something after it. Whether there is such a key is <see cref="KeyReferences"/>' to say.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out KeyReference? reference)
    {
        reference = null;
        foreach (var (scheme, kind) in Schemes)
        {
            if (text is not null && text.StartsWith(scheme, StringComparison.Ordinal) && IsValue(kind, text[scheme.Length..]))
            {
                reference = new KeyReference(text, kind, text[scheme.Length..]);
            }
        }

        return reference is not null;
    }

    /// <summary>The same with the paths in it rewritten: of the file, of the public half, of a program that is named by its path.</summary>
    public KeyReference WithPaths(Func<string, string> map) => Kind switch
    {
        KeyReferenceKind.File => Parse($"{FileScheme}{map(Value)}"),
        KeyReferenceKind.Command => Parse($"{CommandScheme}{SigningCommand.Of(this).WithPaths(map)}"),
        _ => this,
    };

    /// <summary>What was parsed.</summary>
    public override string ToString() => _text;

    private static bool IsValue(KeyReferenceKind kind, string value) =>
        !string.IsNullOrWhiteSpace(value)
        && !value.Any(char.IsControl)
        && kind switch
        {
            KeyReferenceKind.Environment => IsVariableName(value) && !MayBeSecret(value),
            KeyReferenceKind.Command => SigningCommand.TryParse(value) is not null,
            KeyReferenceKind.KeyManagementService => !value.Contains(' ', StringComparison.Ordinal),
            _ => true,
        };

    private static bool IsVariableName(string value) => !char.IsAsciiDigit(value[0]) && value.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    /// <summary>PEM, or as long as a seed in base64 or hex and without anything of a path; also behind <c>env:</c>, where a shell may have put the variable's value.</summary>
    private static bool MayBeSecret(string? text)
    {
        var value = text is not null && text.StartsWith(EnvironmentScheme, StringComparison.Ordinal) ? text[EnvironmentScheme.Length..] : text ?? "";
        return value.Contains("-----BEGIN", StringComparison.Ordinal)
            || (value.Length >= 43 && !value.AsSpan().ContainsAny(".:\\ ") && value.All(IsBase64Character));
    }

    private static bool IsBase64Character(char character) => char.IsAsciiLetterOrDigit(character) || "+/=-_".Contains(character, StringComparison.Ordinal);

    private static string Suggestion(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Contains(':', StringComparison.Ordinal) ? "file:keys/builder.pem" : $"file:{text}";
}
