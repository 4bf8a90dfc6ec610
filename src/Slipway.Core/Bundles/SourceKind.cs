namespace Slipway.Bundles;

/// <summary>What lies at a path.</summary>
internal enum SourceKind
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, socket or device.</summary>
    Special,
}
