using System.Reflection;
using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Repository;
using Slipway.Storage;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Installers;

/// <summary>Makes the one file that turns a Linux host into a device: agent, trust anchor, configuration and units in a shell script.</summary>
public sealed class InstallerGenerator(ReleaseRepository repository)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.AgentMissing"/>, <see cref="InputFailure.AgentMismatch"/> or <see cref="InputFailure.InstallerIncomplete"/>; a key that is required and not here.</exception>
    /// <exception cref="TrustException">The pack is none, or of another repository.</exception>
    public async Task<Installer> GenerateAsync(InstallerRequest request, CancellationToken cancellation)
    {
        repository.Policy.Channel(request.Channel);
        using var signer = InstallerSignature.Open(repository.Policy, request.Signing, repository.Warn, repository.Audit);
        var payload = new InstallerPayload(
            await AgentPrograms.ReadAsync(request.Runtime, request.AgentFile, cancellation),
            request.PackFile is { } pack ? await ReadPackAsync(pack, request, cancellation) : []);
        var executable = repository.Policy.Service.IsUnitGenerated ? await ExecutableAsync(request, cancellation) : null;
        var sourceTime = await SourceTime.ReadAsync(repository.Policy.Folder, cancellation);

        byte[] file = [.. Encoding.UTF8.GetBytes(Fill(request, executable, payload, sourceTime)), .. payload.Agent, .. payload.Pack];
        var script = Path.GetFullPath(request.OutputFile);
        InstallerSignature.Forget(script);
        await AtomicFile.WriteAsync(script, file, Executable, cancellation);
        var signature = signer is null ? null : await InstallerSignature.WriteAsync(script, file, signer, cancellation);
        return new Installer(script, Sha256Digest.Of(file), file.Length, request.Channel, request.Runtime, signature);
    }

    private string Fill(InstallerRequest request, string? executable, InstallerPayload payload, long sourceTime)
    {
        var service = repository.Policy.Service;
        var unit = service.UnitOf(repository.Policy.Product.ToString());
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PRODUCT"] = repository.Policy.Product.ToString(),
            ["ORGANIZATION"] = repository.Policy.Organization.ToString(),
            ["INTERVAL"] = request.Interval,
            ["JITTER"] = request.Jitter,
            ["EXECUTABLE"] = executable ?? "",
            ["AFTER"] = unit.Length > 0 ? unit : "basic.target",
            ["RID"] = request.Runtime.ToString(),
            ["MACHINE"] = DeviceMachine.Pattern(request.Runtime),
            ["LOADER"] = DeviceMachine.Loader(request.Runtime),
            ["CHANNEL"] = request.Channel.ToString(),
            ["AGENT_VERSION"] = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            ["SERVICE_KIND"] = service.Kind,
            ["SERVICE_UNIT"] = unit,
            ["PAYLOAD_SIZE"] = $"{payload.Agent.Length}",
            ["PAYLOAD_SHA256"] = Sha256Digest.Of(payload.Agent).ToString(),
            ["PACK_SIZE"] = $"{payload.Pack.Length}",
            ["PACK_SHA256"] = Sha256Digest.Of(payload.Pack).ToString(),
            ["NEEDED_KB"] = $"{payload.NeededKilobytes}",
            ["SOURCE_TIME"] = $"{sourceTime}",
            ["TRUST_ANCHOR"] = Encoding.UTF8.GetString(repository.ReadTrustAnchor().Span),
            ["DEVICE_JSON"] = DeviceSettings.Write(repository.Policy, request.Runtime),
            ["DEVICE_MODE"] = DeviceSettings.ModeOf(repository.Policy),
        };
        values["SANDBOX"] = InstallerTemplate.Fill(service.Kind == "command" ? "agent.open" : "agent.sandbox", values).TrimEnd();
        values["AGENT_SERVICE"] = InstallerTemplate.Fill("agent.service", values).TrimEnd();
        values["AGENT_TIMER"] = InstallerTemplate.Fill("agent.timer", values).TrimEnd();
        values["CONFIRM_SERVICE"] = InstallerTemplate.Fill("confirm.service", values).TrimEnd();
        values["PRODUCT_SERVICE"] = executable is null ? "" : InstallerTemplate.Fill("product.service", values).TrimEnd();

        // Last: it is anybody's text, and may look like a placeholder.
        values["SERVICE_STOP"] = service.Stop ?? "";
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

    /// <summary>A pack that a device would find no offer in is refused here, and not by every device. That it grows old until then is its lot.</summary>
    private async Task<byte[]> ReadPackAsync(string file, InstallerRequest request, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new InputException(InputFailure.FileNotFound, $"The pack {Path.GetFullPath(file)} does not exist.")
            {
                Hint = "Write one with 'slipway export'.",
            };
        }

        using var source = PackSource.Open(file);
        using var pack = new RepositoryMirrors(source);
        var client = TufClient.StartIgnoringExpiryUnsafe(repository.ReadTrustAnchor(), pack);
        await client.RefreshAsync(cancellation);
        return await HasOfferAsync(client, request, cancellation)
            ? await File.ReadAllBytesAsync(file, cancellation)
            : throw new InputException(InputFailure.InstallerIncomplete, $"The pack {file} offers {request.Channel} nothing for {request.Runtime}.")
            {
                Hint = $"Write it with 'slipway export --channel {request.Channel} --rid {request.Runtime}'.",
            };
    }

    private static async Task<bool> HasOfferAsync(TufClient client, InstallerRequest request, CancellationToken cancellation)
    {
        try
        {
            return await client.FindTargetAsync(ReleasePaths.Offer(request.Channel, request.Runtime), cancellation) is not null;
        }
        catch (DeviceException missing) when (missing.IsTransport)
        {
            // It was written for another channel.
            return false;
        }
    }
}
