using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Keys;

/// <summary>Which keys were backed up, and which backups were restored once: <c>keys/backup.json</c>, which belongs into version control.</summary>
/// <remarks>It holds no secret. A backup that nobody has ever restored is a hope.</remarks>
internal sealed record KeyBackupRecord(ImmutableArray<KeyBackupEntry> Backups)
{
    private const string Format = "slipway-key-backups/1";
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The keys that are in a backup that was restored once.</summary>
    public ImmutableHashSet<KeyId> Restored => [.. Backups.Where(backup => backup.RestoredAt is not null).SelectMany(backup => backup.Keys)];

    /// <summary>The record's file beside a slipway.json.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "keys", "backup.json");

    /// <summary>Reads the record; where there is none, nothing was backed up.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.BackupInvalid"/>, <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static KeyBackupRecord Load(string folder)
    {
        var file = FileIn(folder);
        try
        {
            return File.Exists(file) ? Parse(File.ReadAllBytes(file)) : new KeyBackupRecord([]);
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.BackupInvalid, $"{file} cannot be used: {malformed.Message}.", malformed)
            {
                Hint = "Take it from version control, or make a new backup and restore that once.",
            };
        }
        catch (Exception failure) when (FileRefusal.Is(failure))
        {
            throw FileRefusal.Of(failure);
        }
    }

    /// <summary>The record with <paramref name="entry"/> in the place of what it said of the same backup.</summary>
    public KeyBackupRecord With(KeyBackupEntry entry) => new([.. Backups.Where(backup => backup.Digest != entry.Digest), entry]);

    /// <exception cref="IOException">What was there still is.</exception>
    public async Task SaveAsync(string folder, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(content, Indented))
        {
            new JsonObject { ["format"] = Format, ["backups"] = new JsonArray([.. Backups.Select(backup => (JsonNode)backup.ToJson())]) }.WriteTo(writer);
        }

        content.WriteByte((byte)'\n');
        Directory.CreateDirectory(Path.GetDirectoryName(FileIn(folder))!);
        await AtomicFile.WriteAsync(FileIn(folder), content.ToArray(), cancellation);
    }

    private static KeyBackupRecord Parse(byte[] bytes)
    {
        var json = new JsonFields(StrictJson.ParseObject(bytes));
        json.RequireOnly("format", "backups");
        return json.Text("format") == Format
            ? new KeyBackupRecord([.. json.Objects("backups").Select(KeyBackupEntry.FromJson)])
            : throw json.Refuse("format", $"'{json.Text("format")}'", $"'{Format}'");
    }
}
