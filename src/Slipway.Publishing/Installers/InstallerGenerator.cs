using System.IO.Compression;
using System.Reflection;
using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Repository;
using Slipway.Storage;

namespace Slipway.Publishing.Installers;

/// <summary>Makes the one file that turns a Linux host into a device: agent, trust anchor, configuration and units in a shell script.</summary>
public sealed class InstallerGenerator(ReleaseRepository repository)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.AgentMissing"/> or <see cref="InputFailure.InstallerIncomplete"/>.</exception>
    public async Task<Installer> GenerateAsync(InstallerRequest request, CancellationToken cancellation)
    {
        repository.Policy.Channel(request.Channel);
        var agent = Compress(await File.ReadAllBytesAsync(AgentPrograms.Find(request.Runtime, request.AgentFile), cancellation));
        var executable = repository.Policy.Service.IsUnitGenerated ? await ExecutableAsync(request, cancellation) : null;
        var script = Encoding.UTF8.GetBytes(Fill(request, executable, agent));

        byte[] file = [.. script, .. agent];
        await AtomicFile.WriteAsync(request.OutputFile, file, Executable, cancellation);
        return new Installer(Path.GetFullPath(request.OutputFile), Sha256Digest.Of(file), file.Length, request.Channel, request.Runtime);
    }

    private string Fill(InstallerRequest request, string? executable, byte[] agent)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PRODUCT"] = repository.Policy.Product.ToString(),
            ["ORGANIZATION"] = repository.Policy.Organization.ToString(),
            ["INTERVAL"] = request.Interval,
            ["JITTER"] = request.Jitter,
            ["EXECUTABLE"] = executable ?? "",
            ["RID"] = request.Runtime.ToString(),
            ["MACHINE"] = MachineOf(request.Runtime),
            ["CHANNEL"] = request.Channel.ToString(),
            ["AGENT_VERSION"] = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            ["SERVICE_KIND"] = repository.Policy.Service.Kind,
            ["SERVICE_UNIT"] = repository.Policy.Service.UnitOf(repository.Policy.Product.ToString()),
            ["PAYLOAD_SIZE"] = $"{agent.Length}",
            ["PAYLOAD_SHA256"] = Sha256Digest.Of(agent).ToString(),
            ["TRUST_ANCHOR"] = Encoding.UTF8.GetString(repository.ReadTrustAnchor().Span),
            ["DEVICE_JSON"] = DeviceSettings.Write(repository.Policy, request.Runtime),
        };
        values["AGENT_SERVICE"] = InstallerTemplate.Fill("agent.service", values).TrimEnd();
        values["AGENT_TIMER"] = InstallerTemplate.Fill("agent.timer", values).TrimEnd();
        values["PRODUCT_SERVICE"] = executable is null ? "" : InstallerTemplate.Fill("product.service", values).TrimEnd();
        return InstallerTemplate.Fill("install.sh", values);
    }

    /// <summary>The program of the product's unit: as told, else the one program of the release that the channel offers.</summary>
    private async Task<string> ExecutableAsync(InstallerRequest request, CancellationToken cancellation)
    {
        if ((request.Executable ?? repository.Policy.Service.Executable) is { } told)
        {
            return told;
        }

        var programs = await ReadProgramsAsync(request, cancellation);
        return programs.Count == 1 ? programs[0] : throw new InputException(
            InputFailure.InstallerIncomplete,
            programs.Count == 0
                ? $"{request.Channel} offers no release for {request.Runtime} yet that would tell which program to start."
                : $"The release that {request.Channel} offers has several programs, {string.Join(", ", programs)}, and it is not said which one to start.")
        {
            Hint = "Name it with --exec PROGRAM, or as \"service\": {\"kind\": \"systemd\", \"exec\": \"PROGRAM\"} in slipway.json.",
        };
    }

    private async Task<IReadOnlyList<string>> ReadProgramsAsync(InstallerRequest request, CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        var offer = await state.ReadOfferAsync(request.Channel, request.Runtime, cancellation);
        if (offer is null || state.Find(ReleasePaths.ReleasesRole, offer.Release.ManifestPath) is not { } file)
        {
            return [];
        }

        var manifest = new JsonFields(StrictJson.ParseObject(await state.ReadAsync(file, BundleLimits.MaxManifestBytes, cancellation))).Object("manifest");
        var programs = manifest.OptionalTexts("executables");
        var own = programs.Where(program => IsNamedAfter(program, repository.Policy.Product)).ToArray();
        return own.Length == 1 ? own : programs;
    }

    /// <summary><c>EdgeAgent</c> is the program of <c>edge-agent</c>.</summary>
    private static bool IsNamedAfter(string program, SegmentName product) =>
        string.Equals(program, product.ToString().Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        || string.Equals(program, product.ToString(), StringComparison.OrdinalIgnoreCase);

    private static byte[] Compress(byte[] program)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(program);
        }

        return compressed.ToArray();
    }

    /// <summary>What <c>uname -m</c> says on such a machine, as a shell pattern.</summary>
    private static string MachineOf(RuntimeId runtime) => runtime.TargetArchitecture switch
    {
        "aarch64" => "aarch64|arm64",
        "armv7l" => "armv7l|armv8l|aarch64",
        "i686" => "i?86",
        var machine => machine,
    };
}
