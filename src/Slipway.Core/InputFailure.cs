namespace Slipway;

/// <summary>What the user gave that cannot be used. The numbers are public: they are the last three digits of the code.</summary>
/// <remarks>1000 to 1019 are reported by the MSBuild targets themselves, before any of this code is loaded.</remarks>
public enum InputFailure
{
    /// <summary>There is nothing to pack.</summary>
    PayloadEmpty = 20,

    /// <summary>A file or folder that was named does not exist.</summary>
    FileNotFound = 21,

    /// <summary>A file or folder cannot be read or written.</summary>
    FileNotAccessible = 22,

    /// <summary>A path cannot be part of a bundle: too long, control characters, reserved, not NFC, leaves the tree.</summary>
    PathNotAllowed = 23,

    /// <summary>Two files would have one name on a device that folds case.</summary>
    PathCollision = 24,

    /// <summary>A socket, pipe or device node in the payload.</summary>
    SpecialFile = 25,

    /// <summary>A link that is absolute or leaves the payload.</summary>
    LinkLeavesTree = 26,

    /// <summary>More files than a bundle may have.</summary>
    TooManyFiles = 27,

    /// <summary>The text is not a SemVer 2.0 version without build metadata.</summary>
    VersionInvalid = 28,

    /// <summary>The text is not a Linux runtime identifier.</summary>
    RuntimeInvalid = 29,

    /// <summary>The text is not a product, organisation, channel or other name.</summary>
    NameInvalid = 30,

    /// <summary>The disk is full; what was begun has been removed.</summary>
    DiskFull = 31,

    /// <summary>A file changed while it was being packed.</summary>
    FileChanged = 32,

    /// <summary>The output folder holds something that is not a bundle, and is not overwritten.</summary>
    OutputNotReplaceable = 33,

    /// <summary>A library that the operation needs is not on this machine.</summary>
    LibraryMissing = 34,

    /// <summary>An option's or property's value cannot be used.</summary>
    OptionInvalid = 35,

    /// <summary>An option or property is not one that is known.</summary>
    OptionUnknown = 36,

    /// <summary>What would be published is longer than readers read.</summary>
    MetadataTooLarge = 37,

    /// <summary>A hook does not run an executable file of the release.</summary>
    HookInvalid = 38,

    /// <summary>The health contract runs something that is no executable file of the release.</summary>
    HealthInvalid = 39,

    /// <summary>The key reference is not of a known kind.</summary>
    KeyReferenceInvalid = 40,

    /// <summary>The key file or variable does not exist.</summary>
    KeyNotFound = 41,

    /// <summary>The text or bytes are not a key of the expected kind.</summary>
    KeyMalformed = 42,

    /// <summary>The key is encrypted and no passphrase was given, or it does not fit.</summary>
    PassphraseWrong = 43,

    /// <summary>A public key where a private one is needed.</summary>
    KeyNotPrivate = 44,

    /// <summary>The keys at hand do not meet the threshold of a role.</summary>
    KeysInsufficient = 45,

    /// <summary>A file that holds a key exists already, and is never overwritten.</summary>
    KeyExists = 46,

    /// <summary>Production asks for a backup that was restored once, and a key is in none.</summary>
    KeyNotBackedUp = 47,

    /// <summary>The file is no backup of keys or no record of backups, or it was changed.</summary>
    BackupInvalid = 48,

    /// <summary>There are no credentials for the key service.</summary>
    CredentialsMissing = 49,

    /// <summary>A role's keys cannot be changed in that way.</summary>
    KeyChangeInvalid = 50,

    /// <summary>Another key was announced for the role.</summary>
    KeyNotAnnounced = 51,

    /// <summary>Nobody said yes.</summary>
    NotConfirmed = 52,

    /// <summary>The program of an <c>exec:</c> reference did not sign.</summary>
    SignerFailed = 53,

    /// <summary>What a provider answered is no signature by the key.</summary>
    SignatureWrong = 54,

    /// <summary>The key service does not let this key sign.</summary>
    KeyServiceRefused = 55,

    /// <summary>The key service cannot be reached or is busy.</summary>
    KeyServiceUnavailable = 56,

    /// <summary>The key service takes shorter messages only.</summary>
    MessageTooLong = 57,

    /// <summary>A signature could not be written down, and is not used.</summary>
    AuditNotWritten = 58,

    /// <summary>There is no slipway.json here or above.</summary>
    PolicyNotFound = 60,

    /// <summary>slipway.json is not well-formed, or states something that cannot be.</summary>
    PolicyInvalid = 61,

    /// <summary>The channel is not in slipway.json.</summary>
    ChannelUnknown = 62,

    /// <summary>The policy does not let this release into the channel (yet).</summary>
    PolicyForbids = 63,

    /// <summary>slipway.json exists already, and is never overwritten.</summary>
    PolicyExists = 64,

    /// <summary>There is no agent for the runtime.</summary>
    AgentMissing = 80,

    /// <summary>The installer lacks something that it cannot guess.</summary>
    InstallerIncomplete = 81,

    /// <summary>The agent is a program for other machines.</summary>
    AgentMismatch = 82,

    /// <summary>The store makes no links that expire.</summary>
    LinksUnsupported = 83,

    /// <summary>Signed metadata lists no such release or file.</summary>
    FileNotListed = 84,
}
