using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>What the record says of one backup.</summary>
/// <param name="Digest">The SHA-256 digest of the backup's file.</param>
/// <param name="Keys">The ids of the keys in it.</param>
/// <param name="MadeAt">When it was made. Whole seconds.</param>
/// <param name="RestoredAt">When it was last restored and every key in it proved, or null. Whole seconds.</param>
internal sealed record KeyBackupEntry(Sha256Digest Digest, ImmutableArray<KeyId> Keys, DateTimeOffset MadeAt, DateTimeOffset? RestoredAt)
{
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    public static KeyBackupEntry FromJson(JsonFields json)
    {
        json.RequireOnly("sha256", "keys", "backed_up_at", "restored_at");
        return new KeyBackupEntry(
            json.Text("sha256", Sha256Digest.Parse),
            [.. json.Texts("keys").Select(KeyId.Parse)],
            DateTimeOffset.FromUnixTimeSeconds(json.Integer("backed_up_at", max: LatestTime)),
            json.OptionalInteger("restored_at", max: LatestTime) is { } restored ? DateTimeOffset.FromUnixTimeSeconds(restored) : null);
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["sha256"] = Digest.ToString(),
            ["keys"] = new JsonArray([.. Keys.Select(key => (JsonNode)key.ToString())]),
            ["backed_up_at"] = MadeAt.ToUnixTimeSeconds(),
        };
        if (RestoredAt is { } restored)
        {
            json["restored_at"] = restored.ToUnixTimeSeconds();
        }

        return json;
    }
}
