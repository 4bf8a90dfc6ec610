using Slipway.Channels;

namespace Slipway.Publishing.Releases;

/// <summary>A new major version that its offer does not allow: it is offered, and no device takes it.</summary>
internal static class NewMajor
{
    /// <summary>Says so, before the release bakes for days in front of devices that refuse it; null where it is allowed, or no step to another major version.</summary>
    /// <param name="standing">What the channel offered, or null. It need not be what is gone back to: that is no release that was halted.</param>
    /// <param name="next">What it offers now.</param>
    public static string? Describe(Offer? standing, Offer next)
    {
        var before = new[] { standing?.Release, next.Rollback }.FirstOrDefault(release => release?.Version.Major < next.Release.Version.Major);
        return before is null || next.AllowsMajor
            ? null
            : $"{next.Release.Version} is a new major version after {before.Version}, and its offer does not allow that: devices of {next.Channel} that run {before.Version} refuse it (SLP4011). " +
              "To let them: publish it again with --allow-major (SlipwayAllowMajor), and promote it again where it has been promoted.";
    }
}
