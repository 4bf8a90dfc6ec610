namespace EdgeAgent.Health;

/// <summary>Whether readings are being taken.</summary>
internal sealed record AgentState(bool Running);
