using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent verify</c>: an installed tree against the signature it was approved with, and all that is wrong with it (REQUIREMENTS A11).</summary>
internal static class VerifyCommand
{
    public static readonly CommandOption OnFailure = new("--on-failure", "refuse, or switch to the previous version if that one is as it was signed; else as device.json says")
    {
        Value = "ACTION",
        Choices = [VerificationSettings.Refuse, VerificationSettings.Previous],
    };

    private const string Current = "current";
    private const string Previous = "previous";

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var name = host.Line.Argument ?? Current;
        if (name != Current && host.Line.Has(OnFailure))
        {
            throw new UsageException($"{OnFailure.Name} is about the running version, not about {name}");
        }

        if (name == Current)
        {
            await CountBootAsync(host);
        }

        var inspection = await InspectAsync(host, name, cancellation);
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(InspectionText.ToJson(inspection)) : InspectionText.Of(inspection));
        return inspection.Findings.IsEmpty ? ExitCode.Done : throw inspection.Findings[0].Refusal;
    }

    /// <summary>It runs before every start of the service, and so before the first one after a reboot.</summary>
    private static async Task CountBootAsync(AgentHost host)
    {
        try
        {
            await new BootCount(host.Layout, host.ReadConfiguration().MaxAttempts, host.Log).RunAsync();
        }
        catch (DeviceException unreadable)
        {
            host.Log.Say($"the probation of this boot was not counted: {unreadable.Message}");
        }
    }

    /// <summary>What is found in a version; where the running one is damaged and may be replaced, in the one that runs now.</summary>
    private static async Task<TreeInspection> InspectAsync(AgentHost host, string name, CancellationToken cancellation)
    {
        var (inspection, damage) = await TryInspectAsync(host, name, cancellation);
        if (damage is not null && name == Current && FallsBack(host))
        {
            if (inspection is not null)
            {
                host.Log.Say(InspectionText.Of(inspection));
            }

            var fallback = new Fallback(host.Layout, await TryCreateReporterAsync(host, cancellation), host.Log, host.Clock);
            return new TreeInspection(await fallback.RunAsync(damage, cancellation), Findings: []);
        }

        return inspection ?? throw damage!;
    }

    /// <summary>Nothing of a report may keep the version before from being started.</summary>
    private static async Task<Reporter?> TryCreateReporterAsync(AgentHost host, CancellationToken cancellation)
    {
        try
        {
            var configuration = host.ReadConfiguration();
            return new Reporter(host.Layout, configuration, await host.ReadDeviceIdAsync(configuration, cancellation), host.Log, host.Clock);
        }
        catch (Exception unknown) when (unknown is DeviceException or IOException or UnauthorizedAccessException)
        {
            host.Log.Say($"it cannot be reported: {unknown.Message}");
            return null;
        }
    }

    /// <summary>What is found, and the refusal that it is: one of them where the files cannot be judged at all.</summary>
    private static async Task<(TreeInspection? Inspection, SlipwayException? Damage)> TryInspectAsync(AgentHost host, string name, CancellationToken cancellation)
    {
        try
        {
            var installed = new InstalledVersions(host.Layout);
            var inspection = await installed.InspectAsync(Find(host, installed, name), progress: null, cancellation);
            return (inspection, inspection.Findings.FirstOrDefault()?.Refusal);
        }
        catch (SlipwayException damage)
        {
            return (null, damage);
        }
    }

    private static InstalledTree Find(AgentHost host, InstalledVersions installed, string name) => name switch
    {
        Current => installed.Current,
        Previous => installed.Previous,
        _ when SemanticVersion.TryParse(name, out var version) => FindVersion(host, installed, version),
        _ => throw new UsageException($"'{name}' is not a version: expected {Current}, {Previous} or one such as 1.4.2"),
    }
    ?? throw new DeviceException(DeviceFailure.NotInstalled, name == Current ? $"Nothing is installed in {host.Layout.Base}." : $"There is no version {name} in {host.Layout.Versions}.")
    {
        Hint = name == Current ? "Run 'slipway-agent update'." : "'slipway-agent status' says which versions are here.",
    };

    private static InstalledTree? FindVersion(AgentHost host, InstalledVersions installed, SemanticVersion version) =>
        new[] { installed.Current, installed.Previous, InstalledTree.Of(version), InstalledTree.Of(version).OtherCopy() }
            .FirstOrDefault(tree => tree?.Version == version && Directory.Exists(host.Layout.FolderOf(tree)));

    /// <summary>A device.json that cannot be read keeps no version from running, and lets none run that is damaged.</summary>
    private static bool FallsBack(AgentHost host)
    {
        try
        {
            return host.Line.Value(OnFailure) is { } action ? action == VerificationSettings.Previous : host.ReadConfiguration().Verification.FallsBack;
        }
        catch (DeviceException unreadable)
        {
            host.Log.Say($"a damaged version is refused, since {unreadable.Message}");
            return false;
        }
    }
}
