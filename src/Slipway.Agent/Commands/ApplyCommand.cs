using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent apply PACK</c>: as <c>update</c>, from a repository that was carried here (REQUIREMENTS B22).</summary>
internal static class ApplyCommand
{
    /// <summary>It has no variable: whoever takes stale metadata on trust says so each time.</summary>
    public static readonly CommandOption Offline =
        new("--offline", "take it although its timestamp, snapshot or rollout has expired");

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        using var repository = new RepositoryMirrors(Open(host.Line.Argument!));
        var decision = await host.WithUpdaterAsync(
            host.ReadConfiguration(),
            repository,
            host.Line.Has(Offline),
            updater => updater.UpdateAsync(host.Line.Has(UpdateCommand.Force), cancellation),
            cancellation);
        return await UpdateCommand.AnswerAsync(host, decision, cancellation);
    }

    private static IRepositorySource Open(string path) => Directory.Exists(path) ? new FolderSource(path) : PackSource.Open(path);
}
