using System.Collections.Immutable;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Keys;

/// <summary>The keys that slipway.json keeps in files: each once, with the roles that it signs for.</summary>
internal static class KeyFiles
{
    public static IEnumerable<(KeyReference Reference, ImmutableArray<string> Roles)> Of(ReleasePolicy policy) =>
        policy.Roles.Values
            .SelectMany(role => role.Keys.Select(reference => (reference, role.Role)))
            .Where(use => use.reference.Kind == KeyReferenceKind.File)
            .GroupBy(use => use.reference, use => use.Role)
            .OrderBy(uses => uses.Key.Value, StringComparer.Ordinal)
            .Select(uses => (uses.Key, uses.Order(StringComparer.Ordinal).ToImmutableArray()));
}
