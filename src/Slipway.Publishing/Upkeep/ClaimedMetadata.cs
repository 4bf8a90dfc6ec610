using System.Collections.Immutable;
using Slipway.Json;
using Slipway.Tuf;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Upkeep;

/// <summary>What a role's file claims, with nobody vouching for it. It serves to keep files, never to trust any: who believes a lie here keeps too much.</summary>
/// <param name="Expires">When it stops to count.</param>
/// <param name="Targets">Where the files that it lists lie in the repository.</param>
internal sealed record ClaimedMetadata(DateTimeOffset Expires, ImmutableArray<string> Targets)
{
    /// <summary>Reads a role's file, or answers <see langword="null"/> if that is not what it is.</summary>
    public static ClaimedMetadata? TryReadFile(ReadOnlyMemory<byte> file)
    {
        try
        {
            return ReadEnvelope(new JsonFields(StrictJson.ParseObject(file.Span)));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads <c>{signatures, signed}</c>.</summary>
    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    public static ClaimedMetadata ReadEnvelope(JsonFields envelope)
    {
        var signed = envelope.Object("signed");
        var files = signed.Text("_type") == RoleNames.Targets ? signed.Object("targets") : null;
        return new ClaimedMetadata(
            signed.Text("expires", IsoTime.Parse),
            [.. files?.Names.SelectMany(path => PlacesOf(path, files.Object(path).Object("hashes"))) ?? []]);
    }

    /// <summary>With each of its digests, as consistent snapshots have it, and plain, as it lies where a root does without them (TUF §6.2).</summary>
    private static IEnumerable<string> PlacesOf(string path, JsonFields hashes)
    {
        var name = path.LastIndexOf('/') + 1;
        return hashes.Names.Select(hash => $"{RepositoryFiles.Targets}{path[..name]}{hashes.Text(hash)}.{path[name..]}").Append($"{RepositoryFiles.Targets}{path}");
    }
}
