using Slipway.Channels;

namespace Slipway.Publishing.History;

/// <summary>Makes events of one version of a role: when it was, who signed it, and what bears it out.</summary>
/// <param name="role">The role.</param>
/// <param name="version">The version.</param>
/// <param name="lifetime">From signing to expiry, as slipway.json says today.</param>
internal sealed class EventMaker(string role, RoleVersion version, TimeSpan lifetime)
{
    // The file is written within moments after it was signed, unless others had to sign, too.
    private static readonly TimeSpan Agreement = TimeSpan.FromHours(1);

    /// <summary>An event at <paramref name="signedTime"/>; else when the expiry says that it was signed, if the store agrees; else when the store says.</summary>
    public ReleaseEvent Make(ReleaseEventKind kind, ChannelName? channel, DateTimeOffset? signedTime = null)
    {
        var computed = version.Targets?.Expires - lifetime;
        var agreed = computed is { } time && (time - version.File.Modified).Duration() < Agreement ? computed : null;
        return new ReleaseEvent(kind, channel)
        {
            At = signedTime ?? agreed ?? version.File.Modified,
            IsTimeSigned = signedTime is not null || agreed is not null,
            Source = (role, version.File.Version),
            SignedBy = version.SignedBy,
            HasFormerKeys = version.HasFormerKeys,
            Evidence = version.Evidence,
        };
    }
}
