using System.Collections.Immutable;

namespace Slipway.MSBuild;

/// <summary>The names of all properties that a project, a command line or the environment may set. docs/msbuild.md describes each.</summary>
internal static class SlipwayProperties
{
    public const string Prefix = "Slipway";
    public const string Product = "SlipwayProduct";
    public const string Version = "SlipwayVersion";
    public const string Runtimes = "SlipwayRuntimes";
    public const string Key = "SlipwayKey";
    public const string PublicKey = "SlipwayPublicKey";
    public const string Config = "SlipwayConfig";
    public const string Store = "SlipwayStore";
    public const string S3Endpoint = "SlipwayS3Endpoint";
    public const string S3Region = "SlipwayS3Region";
    public const string S3PathStyle = "SlipwayS3PathStyle";
    public const string Channel = "SlipwayChannel";
    public const string Percent = "SlipwayPercent";
    public const string AllowMajor = "SlipwayAllowMajor";
    public const string MinSecureVersion = "SlipwayMinSecureVersion";
    public const string PromoteFrom = "SlipwayPromoteFrom";
    public const string PromoteTo = "SlipwayPromoteTo";
    public const string NotBefore = "SlipwayNotBefore";
    public const string Emergency = "SlipwayEmergency";
    public const string Reason = "SlipwayReason";
    public const string DisplayName = "SlipwayDisplayName";
    public const string Plan = "SlipwayPlan";
    public const string GitHub = "SlipwayGitHub";
    public const string GitHubApi = "SlipwayGitHubApi";
    public const string GitHubTag = "SlipwayGitHubTag";
    public const string Compression = "SlipwayCompression";
    public const string CompressionLevel = "SlipwayCompressionLevel";
    public const string MinCurrentVersion = "SlipwayMinCurrentVersion";
    public const string RollbackVersion = "SlipwayRollbackVersion";
    public const string InstallerFile = "SlipwayInstallerFile";
    public const string SignInstaller = "SlipwaySignInstaller";
    public const string Audit = "SlipwayAudit";
    public const string YankVersion = "SlipwayYankVersion";

    /// <summary>All of them, in the order of the documentation.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "SlipwayEnabled", Product, Version, Runtimes, "SlipwayTargetFramework", "SlipwayBundleDirectory",
        Key, PublicKey, Audit, Config, Store, S3Endpoint, S3Region, S3PathStyle,
        Compression, CompressionLevel, MinCurrentVersion, RollbackVersion,
        Channel, Percent, AllowMajor, MinSecureVersion, "SlipwayNotes",
        PromoteFrom, PromoteTo, NotBefore, Emergency, Reason, DisplayName, Plan,
        YankVersion,
        GitHub, GitHubApi, GitHubTag, "SlipwayGitHubFiles",
        InstallerFile, SignInstaller, "SlipwayAgentFile", "SlipwayPackFile", "SlipwayExecutable",
    ];

    /// <summary>The items of projects and targets: their names may stand where a property's could.</summary>
    public static ImmutableArray<string> Items { get; } = ["SlipwayPayload", "SlipwayBundle", "SlipwayAgent"];

    /// <summary>The environment variable that sets a property: <c>SlipwayAllowMajor</c> is <c>SLIPWAY_ALLOW_MAJOR</c>.</summary>
    public static string VariableOf(string property) =>
        string.Concat(property.Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"))
            .Replace("GIT_HUB", "GITHUB", StringComparison.Ordinal);
}
