using Slipway.Bundles;

namespace Slipway.Publishing.Repository;

/// <summary>What a new repository is for.</summary>
/// <param name="Folder">Where slipway.json, the trust anchor and <c>keys/</c> are written.</param>
/// <param name="Product">The product.</param>
/// <param name="Organization">Whose product it is.</param>
/// <param name="Store">The store's address as it is to stand in slipway.json.</param>
public sealed record InitializeRequest(string Folder, SegmentName Product, SegmentName Organization, string Store);
