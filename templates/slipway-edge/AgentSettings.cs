using EdgeAgent.Mqtt;

namespace EdgeAgent;

/// <summary>edge-agent.json, after environment and command line had their say.</summary>
internal sealed record AgentSettings(bool SimulateFault, TimeSpan ReadingInterval, int QueueCapacity, BrokerSettings? Broker)
{
    public static AgentSettings From(IConfiguration configuration) =>
        new(
            configuration.GetValue("simulate_fault", false),
            TimeSpan.FromMilliseconds(Math.Max(10, configuration.GetValue("readings:interval_ms", 1000))),
            Math.Max(1, configuration.GetValue("readings:queue_capacity", 1000)),
            BrokerSettings.From(configuration.GetSection("mqtt")));
}
