namespace Slipway;

/// <summary>What stopped the device. The numbers are public: they are the last three digits of the code.</summary>
public enum DeviceFailure
{
    /// <summary>Another agent holds the lock.</summary>
    Busy = 1,

    /// <summary>The disk is full or failed.</summary>
    Disk = 2,

    /// <summary>There is no previous version to go back to.</summary>
    NoPrevious = 3,

    /// <summary>device.json or another file of the device's configuration cannot be used.</summary>
    Configuration = 4,

    /// <summary>No repository could be reached.</summary>
    Transport = 5,

    /// <summary>The service could not be started, stopped or restarted.</summary>
    Service = 6,

    /// <summary>The new version was not healthy in time; the previous one runs again.</summary>
    HealthRolledBack = 7,

    /// <summary>The version is lower than the running one and not authorised, or below the floor.</summary>
    Downgrade = 8,

    /// <summary>This release failed here before.</summary>
    Quarantined = 9,

    /// <summary>The running version is too old for this release, and there is no stepping stone.</summary>
    NeedsFullImage = 10,

    /// <summary>The offer does not allow what the update would do.</summary>
    Policy = 11,

    /// <summary>Nothing is installed.</summary>
    NotInstalled = 12,

    /// <summary>A file of the agent's state was damaged.</summary>
    State = 13,

    /// <summary>The device is not of the kind that the installer is for, or lacks a tool.</summary>
    Platform = 14,

    /// <summary>The installer is damaged, cut off, or was not started from a file.</summary>
    InstallerDamaged = 15,

    /// <summary>A hook of the new version did not let it be switched to.</summary>
    HookVetoed = 16,

    /// <summary>The machine is of another architecture than the installer is for.</summary>
    Architecture = 17,

    /// <summary>The system has another C library than the installer is for.</summary>
    CLibrary = 18,

    /// <summary>There is not enough room for the agent.</summary>
    DiskSpace = 19,

    /// <summary>Parts of the product's folder are on other file systems.</summary>
    FileSystems = 20,

    /// <summary>The folder to install to is not writable.</summary>
    NotWritable = 21,

    /// <summary>The device trusts another root than the installer's.</summary>
    TrustAnchorDiffers = 22,

    /// <summary>The clock is behind. A warning.</summary>
    ClockBehind = 23,

    /// <summary>There is no systemd that would run the agent. A warning.</summary>
    SystemdMissing = 24,

    /// <summary>The link command gave no link that may be followed.</summary>
    LinkFailed = 25,

    /// <summary>A server redirects to where it may not.</summary>
    RedirectRefused = 26,

    /// <summary>device.json holds a token, and others can read it. A warning.</summary>
    SecretReadable = 27,

    /// <summary>The release was yanked, and there is no way from it, or it is one that was to be installed.</summary>
    Yanked = 28,
}
