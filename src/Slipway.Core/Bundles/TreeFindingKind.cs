namespace Slipway.Bundles;

/// <summary>What is wrong with a path of an installed tree.</summary>
public enum TreeFindingKind
{
    /// <summary>The manifest names it, and it is not there.</summary>
    Missing,

    /// <summary>It is there, and the manifest does not name it.</summary>
    Added,

    /// <summary>It is not the kind of thing that the manifest says, file or link.</summary>
    Kind,

    /// <summary>A link that leads elsewhere.</summary>
    Link,

    /// <summary>A file that may be executed and should not, or the other way round.</summary>
    Mode,

    /// <summary>A file with other content.</summary>
    Changed,

    /// <summary>A file that cannot be read.</summary>
    Unreadable,
}
