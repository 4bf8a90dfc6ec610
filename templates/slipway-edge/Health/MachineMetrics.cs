namespace EdgeAgent.Health;

/// <summary>How busy the machine is, in percent.</summary>
internal sealed record MachineMetrics(int CpuPercent, int DiskPercent);
