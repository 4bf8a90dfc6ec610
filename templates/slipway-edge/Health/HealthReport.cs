namespace EdgeAgent.Health;

/// <summary>The answer to <c>GET /health</c>, which an update is judged by.</summary>
internal sealed record HealthReport(string Status, string Version, MachineMetrics Metrics, CloudState Cloud, AgentState Agent);
