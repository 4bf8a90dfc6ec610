using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>The text of a backup: encrypted private keys in PEM, each after lines that say which it is. openssl opens each of them by hand.</summary>
/// <remarks>The lines are not protected. Whoever restores computes each id from the key itself, and compares.</remarks>
internal sealed record KeyBackupFile(DateTimeOffset Made, ImmutableArray<(BackedUpKey Key, string Pem)> Entries)
{
    /// <summary>Bytes. Some thousand keys.</summary>
    public const int MaxLength = 1_000_000;

    private const string Format = "slipway-key-backup/1";
    private const string Label = "ENCRYPTED PRIVATE KEY";

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format: {Format}\nmade: {IsoTime.Format(Made)}\n");
        foreach (var (key, pem) in Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nkey: {key.File}\nid: {key.Id}\nroles: {string.Join(' ', key.Roles)}\n{pem}");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <exception cref="FormatException">It is no backup, or it was cut off or changed.</exception>
    public static KeyBackupFile Parse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<char> rest = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        var entries = ImmutableArray.CreateBuilder<(BackedUpKey Key, string Pem)>();
        DateTimeOffset? made = null;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var lines = ReadLines(rest[..fields.Location.Start]);
            made ??= Field(lines, "format") == Format ? IsoTime.Parse(Field(lines, "made")) : throw new FormatException($"the format is '{Field(lines, "format")}': expected '{Format}'");
            entries.Add(rest[fields.Label].SequenceEqual(Label)
                ? (ReadKey(lines), rest[fields.Location].ToString())
                : throw new FormatException($"there is a block '{rest[fields.Label]}': expected '{Label}' only"));
            rest = rest[fields.Location.End..];
        }

        return made is { } time && rest.Trim().IsEmpty ? new KeyBackupFile(time, entries.DrainToImmutable()) : throw new FormatException("a key is missing at its end, or its beginning");
    }

    private static BackedUpKey ReadKey(Dictionary<string, string> lines)
    {
        var file = Field(lines, "key");
        return KeyReference.TryParse($"file:{file}", out _) && Path.GetFileName(file) is not ("" or "." or "..")
            ? new BackedUpKey(file, KeyId.Parse(Field(lines, "id")), [.. Field(lines, "roles").Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            : throw new FormatException("the name of a key is no file's name");
    }

    private static Dictionary<string, string> ReadLines(ReadOnlySpan<char> text)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(": ", 2);
            if (parts.Length != 2 || !lines.TryAdd(parts[0], parts[1]))
            {
                throw new FormatException("there is a line before a key that does not belong there");
            }
        }

        return lines;
    }

    private static string Field(Dictionary<string, string> lines, string name) =>
        lines.GetValueOrDefault(name) ?? throw new FormatException($"the line '{name}: ' is missing");
}
