namespace Slipway.Tuf;

/// <summary>The names of the four top-level roles (TUF §2.1).</summary>
public static class RoleNames
{
    /// <summary>The root of trust.</summary>
    public const string Root = "root";

    /// <summary>Freshness.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>Which versions of the other roles belong together.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Targets and delegations.</summary>
    public const string Targets = "targets";

    /// <summary>The file name of a role's metadata without its version, as snapshots spell it.</summary>
    public static string FileOf(string role) => role + ".json";
}
