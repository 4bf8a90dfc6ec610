using System.Collections.Immutable;
using Slipway.Agent.Device;

namespace Slipway.Agent.Commands;

/// <summary>The options that more than one command takes.</summary>
internal static class CommonOptions
{
    public static readonly CommandOption BaseFolder =
        new("--base-dir", "the product's folder; else the folder above the agent's bin/") { Value = "DIR", Variable = DeviceLayout.Variable };

    public static readonly CommandOption Json =
        new("--json", "write the result as JSON to standard output, and the steps to standard error") { Variable = "SLIPWAY_JSON" };

    public static readonly CommandOption NoRestart =
        new("--no-restart", "start and watch nothing, as when an image is prepared") { Variable = "SLIPWAY_NO_RESTART" };

    public static readonly CommandOption Help = new("--help", "say this");

    public static readonly CommandOption Version = new("--version", "say which agent this is");

    /// <summary>What every command takes.</summary>
    public static readonly ImmutableArray<CommandOption> OfCommands = [BaseFolder, Json, Help];
}
