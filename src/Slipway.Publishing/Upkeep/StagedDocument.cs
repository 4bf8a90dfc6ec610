using System.Collections.Immutable;
using Slipway.Json;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Upkeep;

/// <summary>What a staged change claims, as far as pruning has to know: the metadata that waits for signatures.</summary>
internal static class StagedDocument
{
    /// <summary>The staged roles, or <see langword="null"/> if it is no document of the one format that is known.</summary>
    public static ImmutableArray<ClaimedMetadata>? TryRead(ReadOnlyMemory<byte> document)
    {
        try
        {
            var json = new JsonFields(StrictJson.ParseObject(document.Span));
            var roles = json.Object("roles");
            return json.Text("format") == Staging.Format ? [.. roles.Names.Select(role => ReadRole(role, roles.Object(role)))] : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A channel's metadata names in <c>x-staged</c> the rollout that begins with it, which no role lists yet.</summary>
    private static ClaimedMetadata ReadRole(string role, JsonFields envelope)
    {
        var claims = ClaimedMetadata.ReadEnvelope(envelope);
        return envelope.Object("signed").OptionalObject(StagedFields.Name)?.OptionalObject("rollout") is { } rollout
            ? claims with { Targets = claims.Targets.Add($"{RepositoryFiles.Targets}rollout/{rollout.Text("sha256")}.{role}.json") }
            : claims;
    }
}
