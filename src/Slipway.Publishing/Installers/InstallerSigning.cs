namespace Slipway.Publishing.Installers;

/// <summary>Whether an installer gets a signature beside it.</summary>
public enum InstallerSigning
{
    /// <summary>Where a key of the role <c>releases</c> is at hand. Otherwise it is said.</summary>
    Auto,

    /// <summary>Without a key there is no installer.</summary>
    Required,

    /// <summary>No.</summary>
    Never,
}
