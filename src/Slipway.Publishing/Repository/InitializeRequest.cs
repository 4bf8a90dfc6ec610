using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Repository;

/// <summary>What a new repository is for.</summary>
/// <param name="Folder">Where slipway.json, the trust anchor and <c>keys/</c> are written.</param>
/// <param name="Product">The product.</param>
/// <param name="Organization">Whose product it is.</param>
/// <param name="Store">The store's address as it is to stand in slipway.json.</param>
/// <param name="S3">How the server of a bucket is reached, as it is to stand there; null for nothing.</param>
public sealed record InitializeRequest(string Folder, SegmentName Product, SegmentName Organization, string Store, S3Settings? S3 = null)
{
    /// <summary>Keys that exist already, by role: no file is made for a role that has one here. Relative paths start at the folder.</summary>
    public ImmutableDictionary<string, ImmutableArray<KeyReference>> Keys { get; init; } = ImmutableDictionary<string, ImmutableArray<KeyReference>>.Empty;
}
