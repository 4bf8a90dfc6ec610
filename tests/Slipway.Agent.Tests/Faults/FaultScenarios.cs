using Slipway.Channels;

namespace Slipway.Agent.Tests.Faults;

/// <summary>Every way in which the agent changes a device.</summary>
internal static class FaultScenarios
{
    /// <summary>What <c>current</c> says when it names the release that does not start.</summary>
    public const string BadRelease = "versions/v1.4.3";

    private const string Service = """{"kind":"command","start":"test $SLIPWAY_VERSION != 1.4.3","stop":"true"}""";

    private static readonly Dictionary<string, string> Hooks = new() { ["pre_swap"] = "exit 0", ["post_swap"] = "exit 0", ["pre_rollback"] = "exit 0" };

    private static readonly string[] Update = ["update"];

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new("first install", Update, device => device.PublishAsync("1.4.1")) { IsInstalled = false },
        new("update", Update, async device =>
        {
            await device.InstallAsync("1.4.1");
            await device.PublishAsync("1.4.2");
        }),
        new("update that prunes", Update, async device =>
        {
            await device.InstallAsync("1.4.0", "1.4.1");
            await device.PublishAsync("1.4.2");
        }),
        new("bad release", Update, async device =>
        {
            await device.InstallAsync("1.4.1", "1.4.2");
            device.Configure(Service);
            await device.PublishAsync("1.4.3");
        })
        { ExitCode = 1 },
        new("update with hooks and a probation", Update, async device =>
        {
            await device.InstallAsync("1.4.1");
            device.Configure("""{"kind":"command","start":"true","stop":"true"}""");
            await device.PublishAsync(new ReleaseRecipe("1.4.2") { Hooks = Hooks, HealthScript = "exit 0" });
        }),
        new("sick release with hooks", Update, async device =>
        {
            await device.InstallAsync("1.4.1");
            device.Configure(Service);
            await device.PublishAsync(new ReleaseRecipe("1.4.3") { Hooks = Hooks });
        })
        { ExitCode = 1 },
        new("rollback by hand", ["rollback"], device => device.InstallAsync("1.4.1", "1.4.2")),
        new("commanded retreat", Update, async device =>
        {
            await device.InstallAsync("1.4.1", "1.4.2");
            await device.Repository.OfferAsync("1.4.2", offer => offer with { Rollback = device.Repository.Reference("1.4.1") }, rollout => rollout with { State = RolloutState.Rollback });
        }),
        new("repair", ["update", "--force"], device => device.InstallAsync("1.4.1")),
        new("recovery before the switch", Update, async device =>
        {
            await device.InstallAsync("1.4.0", "1.4.1");
            await device.PublishAsync("1.4.2");
            await device.StopBeforeAsync("rename", device.Layout.Current);
        }),
        new("recovery after the switch", Update, async device =>
        {
            await device.InstallAsync("1.4.0", "1.4.1");
            await device.PublishAsync("1.4.2");
            await device.StopBeforeAsync("unlink", device.Layout.Journal);
        })
        {
            // A probation that cannot be counted is not repeated.
            Alternative = new InstalledDevice("versions/v1.4.1", "versions/v1.4.0", "v1.4.0 v1.4.1", "1.4.2"),
        },
        new("confirmation after the switch", ["confirm"], async device =>
        {
            await device.InstallAsync("1.4.0", "1.4.1");
            await device.PublishAsync("1.4.2");
            await device.StopBeforeAsync("unlink", device.Layout.Journal);
        })
        {
            Alternative = new InstalledDevice("versions/v1.4.1", "versions/v1.4.0", "v1.4.0 v1.4.1", "1.4.2"),
        },
        new("recovery on the way back", Update, async device =>
        {
            await device.InstallAsync("1.4.1", "1.4.2");
            device.Configure(Service);
            await device.PublishAsync("1.4.3");
            await device.StopBeforeAsync("rename", device.Layout.Quarantine);
        })
        { ExitCode = 1 },
    ];

    public static FaultScenario Named(string name) => All.Single(scenario => scenario.Name == name);
}
