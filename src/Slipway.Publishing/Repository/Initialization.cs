using System.Collections.Immutable;

namespace Slipway.Publishing.Repository;

/// <summary>What was made.</summary>
/// <param name="PolicyFile">slipway.json.</param>
/// <param name="TrustAnchorFile">The repository's first root.</param>
/// <param name="KeyFiles">The private keys that were made; keys that existed were used.</param>
/// <param name="Repository">The repository's address.</param>
/// <param name="BeforeProduction">What to change before production, each with its line in slipway.json.</param>
public sealed record Initialization(
    string PolicyFile, string TrustAnchorFile, ImmutableArray<string> KeyFiles, Uri Repository, ImmutableArray<(int Line, string Advice)> BeforeProduction);
