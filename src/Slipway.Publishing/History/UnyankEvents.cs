using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Which yanks targets has declared void, from version to version.</summary>
internal sealed class UnyankEvents
{
    private readonly HashSet<YankedRelease> _seen = [];

    /// <summary>One event for each yank that no version before has declared void.</summary>
    public Task<IEnumerable<ReleaseEvent>> BetweenAsync(Targets? before, RoleVersion version, EventMaker make)
    {
        var events = UnyankedReleases.Of(version.Targets!).Declarations
            .SelectMany(declaration => declaration.Yanks.Where(_seen.Add).Select(yank =>
                make.Make(ReleaseEventKind.Unyanked, channel: null, declaration.At) with { Version = yank.Version, Reason = declaration.Reason }));
        return Task.FromResult<IEnumerable<ReleaseEvent>>([.. events]);
    }

    /// <summary>Whether this very yank was declared void, in a version that was compared.</summary>
    public bool IsVoid(YankedRelease yank) => _seen.Contains(UnyankedReleases.NameOf(yank));
}
