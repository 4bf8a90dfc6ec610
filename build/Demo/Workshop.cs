namespace Slipway.Demo;

/// <summary>Where the demo takes place: everything below <c>artifacts/demo</c>, made anew by each run.</summary>
/// <param name="Repository">The clone.</param>
internal sealed record Workshop(string Repository)
{
    public string Root => Path.Combine(Repository, "artifacts", "demo");

    /// <summary>The sample, as a user would copy it.</summary>
    public string App => Path.Combine(Root, "edge-agent");

    /// <summary>The release store.</summary>
    public string Store => Path.Combine(Root, "releases");

    /// <summary>The device's root folder.</summary>
    public string Device => Path.Combine(Root, "device");

    /// <summary>The product's folder on the device.</summary>
    public string Base => Path.Combine(Device, "opt", "edge-agent");

    public string Agent => Path.Combine(Base, "bin", "slipway-agent");

    public string Slipway => Path.Combine(Repository, "artifacts", "bin", "Slipway.Cli", "release", "slipway");

    public string Packages => Path.Combine(Repository, "artifacts", "packages");

    public string Service => Path.Combine(Root, "service.sh");

    /// <summary>Copies the sample, without the policy that the story begins with, and gives it a feed with the packages of this clone.</summary>
    public static Workshop Create(string repository)
    {
        var workshop = new Workshop(Path.GetFullPath(repository));
        ServiceScript.StopLeftOver(workshop);
        if (Directory.Exists(workshop.Root))
        {
            Directory.Delete(workshop.Root, recursive: true);
        }

        Copy(Path.Combine(workshop.Repository, "templates", "slipway-edge"), workshop.App);
        Directory.CreateDirectory(workshop.Store);
        Directory.CreateDirectory(workshop.Device);
        File.WriteAllText(Path.Combine(workshop.Root, "nuget.config"), NuGetConfig(workshop.Packages));
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(workshop.Repository, "templates", name), Path.Combine(workshop.Root, name));
        }

        ServiceScript.Write(workshop);
        return workshop;
    }

    private static string NuGetConfig(string packages) =>
        $"""
        <configuration>
          <packageSources>
            <add key="clone" value="{System.Security.SecurityElement.Escape(packages)}" />
          </packageSources>
          <config>
            <add key="globalPackagesFolder" value="packages" />
          </config>
        </configuration>
        """;

    private static void Copy(string source, string destination)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file)).Where(IsOfSample))
        {
            var path = Path.Combine(destination, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Combine(source, file), path);
        }
    }

    private static bool IsOfSample(string file) => file[0] != '.' && file != "slipway.json";
}
