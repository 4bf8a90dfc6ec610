using Microsoft.Build.Framework;
using Slipway.Publishing.Ceremonies;

namespace Slipway.MSBuild;

/// <summary>Signs again what says nothing new but would expire. It needs the online keys alone.</summary>
public sealed class RefreshRepository : PolicyTask
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var result = await new Refresher(Repository(), []).RefreshAsync([], cancellation);

        foreach (var warning in result.Warnings)
        {
            Warn(warning);
        }

        var first = result.Roles.MinBy(role => role.Expires)!;
        Log.LogMessage(MessageImportance.High, "{0} roles refreshed; next to expire: {1} at {2:u}", result.Roles.Length, first.Role, first.Expires);
    }
}
