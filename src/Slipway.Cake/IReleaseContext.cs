using System.Collections.Immutable;
using Cake.Frosting;
using Slipway.Bundles;
using Slipway.Publishing.Repository;

namespace Slipway.Cake;

/// <summary>What the release tasks need from a build. Derive the build's context from <see cref="ReleaseContext"/>, or implement it on your own.</summary>
public interface IReleaseContext : IFrostingContext
{
    /// <summary>What the command line and the environment ask for.</summary>
    ReleaseArguments Release { get; }

    /// <summary>The product's repository. Open it with the context, so that a missing or wrong slipway.json stops the build at its start.</summary>
    ReleaseRepository Repository { get; }

    /// <summary>Which release it is.</summary>
    SemanticVersion Version { get; }

    /// <summary>The bundles of the release, one for each runtime. Their payload need not exist before <see cref="BundleTask"/> runs.</summary>
    ImmutableArray<ReleaseBundle> Bundles { get; }

    /// <summary>Whether this build may publish. Decide it once, in the context: for example, a build of the main branch.</summary>
    bool MayPublish { get; }
}
