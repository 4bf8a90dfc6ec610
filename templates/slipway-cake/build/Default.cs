using Cake.Frosting;
using Slipway.Cake;

namespace Build;

/// <summary>What <c>./build.sh</c> does: everything that needs no store.</summary>
[IsDependentOn(typeof(SignBundleTask))]
public sealed class Default : FrostingTask;
