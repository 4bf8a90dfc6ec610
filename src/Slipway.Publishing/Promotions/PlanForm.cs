namespace Slipway.Publishing.Promotions;

/// <summary>How a plan is told, and whether one is asked for.</summary>
public enum PlanForm
{
    /// <summary>No plan is asked for, but the promotion itself.</summary>
    None,

    /// <summary>Lines for a terminal.</summary>
    Text,

    /// <summary>For a pull request or a run's summary.</summary>
    Markdown,

    /// <summary>One document for scripts.</summary>
    Json,
}
