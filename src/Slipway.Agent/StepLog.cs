namespace Slipway.Agent;

/// <summary>Tells a person, one line a step, what the agent is doing. The result is not told here.</summary>
public sealed class StepLog(TextWriter output)
{
    /// <summary>Says one line.</summary>
    public void Say(string line) => output.WriteLine(line);
}
