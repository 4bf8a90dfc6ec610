using Slipway.Channels;

namespace Slipway.Agent.Commands;

/// <summary>How answers spell decisions.</summary>
internal static class DecisionText
{
    public static string Of(DecisionKind kind) => kind switch
    {
        DecisionKind.UpToDate => "up_to_date",
        DecisionKind.Wait => "wait",
        DecisionKind.Update => "update",
        DecisionKind.RollBack => "rollback",
        _ => "refuse",
    };
}
