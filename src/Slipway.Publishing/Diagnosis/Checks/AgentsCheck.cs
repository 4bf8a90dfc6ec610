using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Installers;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Is there an agent for each runtime that a channel offers releases to? Installers carry it.</summary>
internal sealed class AgentsCheck : ICheck
{
    public string Name => "agents";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        var offered = from channel in examination.Policy.Channels.Values
                      from path in state.Roles.GetValueOrDefault(channel.Name.ToString())?.Files.Keys ?? []
                      select ReleasePaths.RuntimeOfOffer(channel.Name, path);
        var runtimes = offered.OfType<RuntimeId>().Distinct().OrderBy(runtime => runtime.ToString(), StringComparer.Ordinal).ToArray();
        if (runtimes.Length == 0)
        {
            notes.Skip("no channel offers anything yet");
        }

        foreach (var runtime in runtimes)
        {
            try
            {
                await AgentPrograms.ReadAsync(runtime, named: null, cancellation);
                notes.Note(runtime.ToString());
            }
            catch (InputException missing)
            {
                notes.Warn(DoctorFinding.AgentNotHere, missing.Message.TrimEnd('.'), $"an agent for {runtime}, to make installers here", missing.Hint ?? "Name a program with 'slipway installer --agent FILE'.");
            }
        }
    }
}
