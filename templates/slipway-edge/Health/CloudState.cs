namespace EdgeAgent.Health;

/// <summary>How many readings wait to be published.</summary>
internal sealed record CloudState(int QueueDepth);
