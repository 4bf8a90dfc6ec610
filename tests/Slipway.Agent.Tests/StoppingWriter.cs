namespace Slipway.Agent.Tests;

/// <summary>Asks the agent to stop, as SIGTERM does, once it says a line that contains a text.</summary>
internal sealed class StoppingWriter(string text) : StringWriter
{
    private readonly CancellationTokenSource _stop = new();

    public CancellationToken Stop => _stop.Token;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value!.Contains(text, StringComparison.Ordinal))
        {
            _stop.Cancel();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _stop.Dispose();
        base.Dispose(disposing);
    }
}
