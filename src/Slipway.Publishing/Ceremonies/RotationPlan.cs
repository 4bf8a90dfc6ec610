using System.Collections.Immutable;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Which keys take the place of which.</summary>
/// <param name="Rotations">One for each role.</param>
/// <param name="GeneratedFiles">Key files that were made for it.</param>
internal sealed record RotationPlan(ImmutableArray<KeyRotation> Rotations, ImmutableArray<string> GeneratedFiles);
