using System.Text;
using Slipway.Bundles;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.MSBuild.Tests;

/// <summary>A folder in which a test writes projects and builds them.</summary>
internal sealed class Sandbox(string folder, string packages, string version)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>The reference that brings the package into a project.</summary>
    public string PackageReference { get; } = $"""<ItemGroup><PackageReference Include="Slipway.MSBuild" Version="{version}" PrivateAssets="all" /></ItemGroup>""";

    /// <summary>The version of the package.</summary>
    public string PackageVersion { get; } = version;

    /// <summary>A path in it.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>Writes a file.</summary>
    public Sandbox Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return this;
    }

    /// <summary>Writes a project that has the package.</summary>
    public Sandbox WriteProject(string path, string properties, string rest = "", string sdk = "Microsoft.NET.Sdk") => Write(path, $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          {PackageReference}
          {rest}
        </Project>
        """);

    /// <summary>Writes a project of scripts, without anything to compile.</summary>
    public Sandbox WriteScripts(string path, string properties = "", string rest = "") => WriteProject(
        path,
        $"<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>{properties}",
        $"""<ItemGroup><SlipwayPayload Include="app/**" /></ItemGroup>{rest}""");

    /// <summary>Makes a key pair <c>keys/NAME.pem</c> and <c>keys/NAME.pub.pem</c>.</summary>
    public string WriteKey(string name)
    {
        using var key = Ed25519PrivateKey.Generate();
        Write($"keys/{name}.pem", Encoding.ASCII.GetString(KeyFile.WritePrivatePem(key, [])));
        Write($"keys/{name}.pub.pem", key.PublicKey.ToPem());
        return At($"keys/{name}.pem");
    }

    /// <summary>Makes slipway.json, keys and a repository in <c>releases/</c>.</summary>
    public Task InitializeAsync(string product) => new RepositoryInitializer(TimeProvider.System)
        .InitializeAsync(new InitializeRequest(Folder, SegmentName.Parse(product), SegmentName.Parse("acme"), "releases"), CancellationToken.None);

    /// <summary><c>dotnet build</c>.</summary>
    public Task<DotnetResult> BuildAsync(string project, params IEnumerable<string> arguments) => RunAsync([], ["build", project, "-nologo", .. arguments]);

    /// <summary>Any command of the SDK.</summary>
    public Task<DotnetResult> RunAsync(IEnumerable<KeyValuePair<string, string>> variables, params IEnumerable<string> arguments) =>
        Dotnet.RunAsync(Folder, [new("RestorePackagesPath", packages), .. variables], arguments);

    /// <summary>Verifies a bundle with a public key, and reads it.</summary>
    public async Task<Manifest> VerifyAsync(string bundle, string key)
    {
        var trusted = KeyFile.ReadPublic(await File.ReadAllBytesAsync(At(key)), key);
        return (await BundleVerifier.VerifyBundleAsync(At(bundle), [trusted], null, CancellationToken.None)).Manifest;
    }
}
