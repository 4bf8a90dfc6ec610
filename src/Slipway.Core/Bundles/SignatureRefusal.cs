namespace Slipway.Bundles;

internal static class SignatureRefusal
{
    /// <summary>The refusal of a bundle whose signature does not fit. Its first words are fixed: scripts and people look for them.</summary>
    /// <param name="file">The file that holds the signature.</param>
    /// <param name="reason">What is wrong with it.</param>
    public static TrustException Of(string file, string reason) =>
        new(TrustFailure.BadSignature, file, $"Signature verification failed — rejecting update: {reason}")
        {
            Hint = "Check that the key belongs to the builder of this release. If it does, the bundle was changed after it was signed: get it again from its source.",
        };
}
