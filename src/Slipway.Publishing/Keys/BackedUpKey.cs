using System.Collections.Immutable;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>A private key in a backup.</summary>
/// <param name="File">Its file, as slipway.json names it.</param>
/// <param name="Id">The id of its public half.</param>
/// <param name="Roles">The roles that slipway.json gives it.</param>
public sealed record BackedUpKey(string File, KeyId Id, ImmutableArray<string> Roles);
