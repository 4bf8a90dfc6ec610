namespace Slipway.Publishing.Stores.S3;

/// <summary>How content is cut into parts: always the same way, so that a later run and another publisher find each other's parts.</summary>
internal static class PartPlan
{
    // The most that an upload may have.
    private const int MaxParts = 10_000;

    /// <summary>Bytes of every part but the last.</summary>
    public static int PartBytesOf(long length)
    {
        var pieces = (length + ((long)S3Objects.PieceBytes * MaxParts) - 1) / ((long)S3Objects.PieceBytes * MaxParts);
        return checked((int)Math.Max(1, pieces) * S3Objects.PieceBytes);
    }
}
