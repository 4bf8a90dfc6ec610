using EdgeAgent.Readings;

namespace EdgeAgent.Health;

/// <summary>Looks at the machine and the agent, and says how they are.</summary>
internal sealed class HealthCheck(AgentSettings settings, CpuMeter cpu, ReadingQueue queue, ReadingService readings)
{
    public HealthReport Report() =>
        new(
            settings.SimulateFault ? "unhealthy" : "healthy",
            AgentVersion.Current,
            new MachineMetrics(cpu.Percent(), DiskMeter.Percent(AppContext.BaseDirectory)),
            new CloudState(queue.Depth),
            new AgentState(readings.IsRunning));
}
