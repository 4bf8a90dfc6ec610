using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Repository;

/// <summary>What a new repository is for.</summary>
/// <param name="Folder">Where slipway.json, the trust anchor and <c>keys/</c> are written.</param>
/// <param name="Product">The product.</param>
/// <param name="Organization">Whose product it is.</param>
/// <param name="Store">The store's address as it is to stand in slipway.json.</param>
public sealed record InitializeRequest(string Folder, SegmentName Product, SegmentName Organization, string Store)
{
    /// <summary>Keys that exist already, by role: no file is made for a role that has one here. Relative paths start at the folder.</summary>
    public ImmutableDictionary<string, ImmutableArray<KeyReference>> Keys { get; init; } = ImmutableDictionary<string, ImmutableArray<KeyReference>>.Empty;
}
