using System.Collections.Immutable;
using Cake.Common.Build;
using Cake.Common.Xml;
using Cake.Core;
using Slipway;
using Slipway.Bundles;
using Slipway.Cake;

namespace Build;

/// <summary>What this repository releases. Arguments, variables and slipway.json are read by the base.</summary>
public sealed class BuildContext(ICakeContext context) : ReleaseContext(context)
{
    /// <summary>The project that is released.</summary>
    public const string Project = "EdgeAgent.csproj";

    private const string Runtimes = "linux-x64";

    /// <summary>The version on the command line, else the project's.</summary>
    public override SemanticVersion Version => Release.Version ?? SemanticVersion.Parse(this.XmlPeek(Project, "/Project/PropertyGroup/Version"));

    /// <summary>One bundle for each runtime.</summary>
    public override ImmutableArray<ReleaseBundle> Bundles =>
        [.. Runtimes.Split(';').Select(runtime => new ReleaseBundle(RuntimeId.Parse(runtime), $"dist/payload/{runtime}", $"dist/{Version}/{runtime}"))];

    /// <summary>People who have the keys, and in CI the main branch: never a pull request.</summary>
    public override bool MayPublish => this.BuildSystem().IsLocalBuild || Environment.GetEnvironmentVariable("GITHUB_REF") == "refs/heads/main";
}
