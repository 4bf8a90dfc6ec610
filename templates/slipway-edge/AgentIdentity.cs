namespace EdgeAgent;

/// <summary>The answer to <c>GET /</c>.</summary>
internal sealed record AgentIdentity(string Name, string Version);
