using System.Collections.Immutable;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a change of keys came to.</summary>
/// <param name="Roles">The roles' keys from now on.</param>
/// <param name="PolicyFile">slipway.json, which says so too.</param>
/// <param name="GeneratedFiles">Key files that were made for it.</param>
/// <param name="Warnings">What is to be done by hand, in sentences.</param>
public sealed record KeyCeremonyResult(
    ImmutableArray<RoleKeys> Roles, string PolicyFile, ImmutableArray<string> GeneratedFiles, ImmutableArray<string> Warnings);
