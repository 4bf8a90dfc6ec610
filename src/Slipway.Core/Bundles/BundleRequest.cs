namespace Slipway.Bundles;

/// <summary>A bundle that is to be written.</summary>
public sealed record BundleRequest
{
    /// <summary>What the publisher says about it.</summary>
    public required BundleDescription Description { get; init; }

    /// <summary>Its files.</summary>
    public required PayloadSource Payload { get; init; }

    /// <summary>How the payload is compressed.</summary>
    public PayloadCompression Compression { get; init; } = PayloadCompression.Zstd;

    /// <summary>How strongly: 1 to 19 for zstd, 1 to 9 for gzip; null is 3 and 6.</summary>
    public int? Level { get; init; }

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    internal int EffectiveLevel()
    {
        var (usual, max) = Compression == PayloadCompression.Zstd ? (3, BundleLimits.MaxZstdLevel) : (6, 9);
        var level = Level ?? usual;
        return level >= 1 && level <= max
            ? level
            : throw new InputException(InputFailure.OptionInvalid, $"The compression level is {level}: expected 1 to {max}.");
    }
}
