using Slipway.Bundles;
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

        var offers = examination.Policy.Channels.Keys.SelectMany(channel => state.Roles.GetValueOrDefault(channel)?.Files.Keys ?? []);
        var runtimes = offers.Select(path => Path.GetFileNameWithoutExtension(path)).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (runtimes.Length == 0)
        {
            notes.Skip("no channel offers anything yet");
        }

        foreach (var runtime in runtimes)
        {
            try
            {
                await AgentPrograms.ReadAsync(RuntimeId.Parse(runtime), named: null, cancellation);
                notes.Note(runtime);
            }
            catch (InputException missing)
            {
                notes.Warn(DoctorFinding.AgentNotHere, missing.Message.TrimEnd('.'), $"an agent for {runtime}, to make installers here", missing.Hint ?? "Name a program with 'slipway installer --agent FILE'.");
            }
        }
    }
}
