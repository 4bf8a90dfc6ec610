using System.Collections.Immutable;
using Slipway.Bundles;

namespace Slipway.Publishing.Recalls;

/// <summary>Yanks are to be declared void: of the releases that are named, or of all.</summary>
/// <param name="Reason">Why, in a line: it is signed.</param>
public sealed record UnyankRequest(string Reason)
{
    /// <summary>The releases; none where it is about all of them.</summary>
    public ImmutableArray<SemanticVersion> Versions { get; init; } = [];

    /// <summary>Whether it is about all releases that are yanked.</summary>
    public bool IsAboutAll { get; init; }

    /// <summary>The releases that stay yanked nevertheless.</summary>
    public ImmutableArray<SemanticVersion> Except { get; init; } = [];
}
