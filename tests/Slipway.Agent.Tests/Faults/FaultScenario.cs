namespace Slipway.Agent.Tests.Faults;

/// <summary>Something that the agent does, to be interrupted.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Command">What is typed.</param>
/// <param name="PrepareAsync">Brings a new device to where it can be typed.</param>
internal sealed record FaultScenario(string Name, string[] Command, Func<FaultDevice, Task> PrepareAsync)
{
    /// <summary>Whether something is installed before, so that <c>current</c> may never be missing.</summary>
    public bool IsInstalled { get; init; } = true;

    /// <summary>How else it may end where the disk is full: null when there is one end.</summary>
    public InstalledDevice? Alternative { get; init; }

    /// <summary>How it ends when nothing interrupts it.</summary>
    public int ExitCode { get; init; }
}
