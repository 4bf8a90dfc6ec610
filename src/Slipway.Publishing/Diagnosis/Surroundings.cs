using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;

namespace Slipway.Publishing.Diagnosis;

/// <summary>The machine that the doctor works on, as far as checks look at it: what tests put something else in the place of.</summary>
internal sealed record Surroundings
{
    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The version of the .NET SDK that builds what is in a folder, or why there is none.</summary>
    public Func<string, CancellationToken, Task<DotnetSdk>> FindSdkAsync { get; init; } = DotnetSdk.FindAsync;

    /// <summary>Opens a key; a relative path starts at the folder. What it signs is noted.</summary>
    public Func<KeyReference, string, SigningAudit?, SigningKey> OpenSigner { get; init; } = (reference, folder, audit) => KeyReferences.OpenSigner(reference, folder, warn: null, audit);

    /// <summary>Makes an empty folder for a trial.</summary>
    public Func<string> MakeTemporaryFolder { get; init; } = () => Directory.CreateTempSubdirectory("slipway-doctor-").FullName;

    /// <summary>Where schedules of this machine lie.</summary>
    public IReadOnlyList<string> ScheduleFolders { get; init; } =
    [
        "/etc/systemd/system", "/etc/cron.d", "/etc/cron.daily", "/etc/cron.hourly", "/var/spool/cron/crontabs", "/var/spool/cron",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config/systemd/user"),
    ];
}
