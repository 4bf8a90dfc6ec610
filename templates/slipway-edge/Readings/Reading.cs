namespace EdgeAgent.Readings;

/// <summary>One measurement, ready to be published.</summary>
internal sealed record Reading(long Timestamp, int CpuPercent, int DiskPercent);
