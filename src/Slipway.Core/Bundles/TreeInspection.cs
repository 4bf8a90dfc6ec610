using System.Collections.Immutable;

namespace Slipway.Bundles;

/// <summary>All that was found in an installed tree whose manifest is rightly signed.</summary>
/// <param name="Manifest">What should be there.</param>
/// <param name="Findings">What is otherwise, ordered by path. None: the tree is what was signed.</param>
public sealed record TreeInspection(VerifiedManifest Manifest, ImmutableArray<TreeFinding> Findings);
