using System.Runtime.InteropServices;
using Slipway.Agent.Commands;

using var stop = new CancellationTokenSource();

// Asked to stop, the agent leaves its journal behind, and the next start finishes or undoes what was begun.
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, RequestStop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, RequestStop);

return await AgentProgram.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, stop.Token);

void RequestStop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
