using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Agent;

/// <summary>The exit codes of every command. They are public.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Done = 0;

    /// <summary>Refused, or rolled back.</summary>
    public const int Refused = 1;

    /// <summary>The command line cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Not now: another agent is at work, the network is away, a hook or the operator says no, or somebody asked to stop.</summary>
    public const int TryAgain = 3;

    /// <summary>The exit code of a decision that was carried out: an update that waits for the operator is to be tried again.</summary>
    public static int Of(Decision decision) => decision.Reason == ReasonCode.Held || decision.Reason == ReasonCode.Maintenance ? TryAgain : Done;

    /// <summary>The exit code of a refusal.</summary>
    public static int Of(SlipwayException refusal) =>
        refusal is DeviceException { Failure: DeviceFailure.Busy or DeviceFailure.HookVetoed } or DeviceException { IsTransport: true } ? TryAgain : Refused;
}
