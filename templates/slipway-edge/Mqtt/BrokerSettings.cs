namespace EdgeAgent.Mqtt;

/// <summary>The broker that readings go to.</summary>
internal sealed record BrokerSettings(string Host, int Port, string ClientId, string Topic, int QualityOfService, TimeSpan KeepAlive)
{
    /// <summary>Nothing without a host: readings then stay in the queue.</summary>
    /// <exception cref="InvalidOperationException">QoS is neither 0 nor 1.</exception>
    public static BrokerSettings? From(IConfiguration section)
    {
        var host = section["host"];
        if (string.IsNullOrWhiteSpace(host))
        {
            return null;
        }

        var qos = section.GetValue("qos", 1);
        if (qos is not (0 or 1))
        {
            throw new InvalidOperationException($"mqtt.qos is {qos}: expected 0 or 1.");
        }

        return new(
            host,
            section.GetValue("port", 1883),
            section.GetValue("client_id", "edge-agent")!,
            section.GetValue("topic", "edge/readings")!,
            qos,
            TimeSpan.FromSeconds(Math.Clamp(section.GetValue("keep_alive_s", 60), 5, ushort.MaxValue)));
    }
}
