namespace Slipway.Channels;

/// <summary>How answers spell decisions, on devices and where releases are made.</summary>
public static class DecisionText
{
    /// <summary>One word for scripts.</summary>
    public static string Of(DecisionKind kind) => kind switch
    {
        DecisionKind.UpToDate => "up_to_date",
        DecisionKind.Wait => "wait",
        DecisionKind.Update => "update",
        DecisionKind.RollBack => "rollback",
        _ => "refuse",
    };
}
