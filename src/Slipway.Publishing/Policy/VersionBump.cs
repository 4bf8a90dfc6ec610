namespace Slipway.Publishing.Policy;

/// <summary>How much of the version a channel lets change at once.</summary>
public enum VersionBump
{
    /// <summary>Anything.</summary>
    Major,

    /// <summary>Minor and patch.</summary>
    Minor,

    /// <summary>Patch only.</summary>
    Patch,
}
