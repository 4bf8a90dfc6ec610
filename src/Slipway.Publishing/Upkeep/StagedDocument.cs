using System.Collections.Immutable;
using Slipway.Json;

namespace Slipway.Publishing.Upkeep;

/// <summary>What a staged change claims, as far as pruning has to know: the metadata that waits for signatures.</summary>
internal static class StagedDocument
{
    public const string Folder = "staging/";

    /// <summary>Bytes. A longer document is not understood.</summary>
    public const int MaxLength = 32_000_000;

    private const string Format = "slipway-staging/1";

    /// <summary>The staged roles, or <see langword="null"/> if it is no document of the one format that is known.</summary>
    public static ImmutableArray<ClaimedMetadata>? TryRead(ReadOnlyMemory<byte> document)
    {
        try
        {
            var json = new JsonFields(StrictJson.ParseObject(document.Span));
            var roles = json.Object("roles");
            return json.Text("format") == Format ? [.. roles.Names.Select(role => ClaimedMetadata.ReadEnvelope(roles.Object(role)))] : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
