namespace Slipway.Bundles.Archives;

internal static class ArchiveRefusal
{
    /// <summary>The refusal of a payload whose archive or compression breaks a rule.</summary>
    public static TrustException Of(string reason, Exception? innerException = null) =>
        new(TrustFailure.Archive, "payload", $"The payload was refused: {reason}", innerException);

    /// <summary>The refusal of one entry, named as the archive names it.</summary>
    public static TrustException OfEntry(string name, string reason) =>
        new(TrustFailure.Archive, "payload", $"The payload was refused: entry '{BundlePath.Printable(name)}': {reason}");
}
