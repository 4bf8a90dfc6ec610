using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;

namespace Slipway.MSBuild;

/// <summary>A task that needs slipway.json.</summary>
public abstract class PolicyTask : SlipwayTask
{
    /// <summary>slipway.json; empty for the nearest one in <see cref="ProjectFolder"/> or above.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>The store's address, over the one in slipway.json. A relative path starts at the project.</summary>
    public string Store { get; set; } = "";

    /// <summary>The server of a store in a bucket, over the one in slipway.json.</summary>
    public string S3Endpoint { get; set; } = "";

    /// <summary>The region of a store in a bucket, over the one in slipway.json.</summary>
    public string S3Region { get; set; } = "";

    /// <summary>Whether the bucket is in the path of addresses: <c>true</c> or <c>false</c>, over slipway.json.</summary>
    public string S3PathStyle { get; set; } = "";

    /// <summary>The folder of the project: relative paths in properties start there.</summary>
    [Microsoft.Build.Framework.Required]
    public string ProjectFolder { get; set; } = "";

    private PolicyLookup Lookup => new(ProjectFolder)
    {
        File = PropertyValue.Text(ConfigFile),
        FileOption = SlipwayProperties.Config,
        Store = PropertyValue.Text(Store),
        StoreOption = SlipwayProperties.Store,
        S3 = new S3Settings(
            PropertyValue.Endpoint(SlipwayProperties.S3Endpoint, S3Endpoint),
            PropertyValue.Region(SlipwayProperties.S3Region, S3Region),
            PropertyValue.PathStyle(SlipwayProperties.S3PathStyle, S3PathStyle)),
    };

    /// <summary>The policy, or null where there is none.</summary>
    /// <exception cref="InputException">SLP1060: the file that <see cref="ConfigFile"/> names cannot be read. SLP1061: it cannot be used. SLP1035: the store or how it is reached.</exception>
    private protected ReleasePolicy? TryPolicy() => Lookup.TryFind();

    /// <summary>The repository of the policy.</summary>
    /// <exception cref="InputException">SLP1060: there is no slipway.json. SLP1061, SLP1035: it or the store cannot be used.</exception>
    private protected ReleaseRepository Repository() => new(Lookup.Find(), TimeProvider.System) { Warn = Warn, Audit = Audit() };

    /// <summary>A path of a property.</summary>
    private protected string InProject(string path) => Path.GetFullPath(path, ProjectFolder);
}
