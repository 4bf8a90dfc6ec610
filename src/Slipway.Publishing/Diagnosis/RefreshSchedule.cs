namespace Slipway.Publishing.Diagnosis;

/// <summary>Something that runs <c>slipway refresh</c> by itself.</summary>
/// <param name="File">Where that stands.</param>
/// <param name="LongestGap">The longest time between two runs, where the file says so in a way that is understood.</param>
internal sealed record RefreshSchedule(string File, TimeSpan? LongestGap);
