using System.Text;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>The file manifest.json: <c>{"manifest":{...},"signature":"base64"}</c> in canonical JSON, the signature over the canonical <c>.manifest</c>.</summary>
/// <remarks>In the file control characters are escaped, since every JSON reader must be able to read it; what is signed has them as they are.</remarks>
internal sealed class ManifestEnvelope
{
    // Behind {"manifest":
    private const int ManifestOffset = 12;

    private readonly JsonObject _unverifiedManifest;
    private readonly ReadOnlyMemory<byte> _signedBytes;
    private readonly byte[]? _signature;

    private ManifestEnvelope(JsonObject unverifiedManifest, byte[]? signature, int fileLength)
    {
        _unverifiedManifest = unverifiedManifest;
        _signedBytes = CanonicalJson.Encode(unverifiedManifest, sizeHint: fileLength + 1024);
        _signature = signature;
    }

    /// <summary>The bytes of a file whose signature is still to come, or is <paramref name="signature"/>.</summary>
    /// <param name="signedBytes">The canonical JSON of the manifest.</param>
    /// <param name="signature">The signature over them, or null.</param>
    public static byte[] Write(byte[] signedBytes, byte[]? signature) => signature is null
        ? [.. "{\"manifest\":"u8, .. CanonicalJson.EscapeControls(signedBytes), .. "}"u8]
        : [.. "{\"manifest\":"u8, .. CanonicalJson.EscapeControls(signedBytes), .. Encoding.ASCII.GetBytes($",\"signature\":\"{Convert.ToBase64String(signature)}\"}}")];

    /// <summary>Reads a file without believing it.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/> or <see cref="TrustFailure.TooLarge"/>.</exception>
    public static ManifestEnvelope Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > BundleLimits.MaxManifestBytes)
        {
            throw new TrustException(TrustFailure.TooLarge, BundleFolder.Manifest,
                $"{BundleFolder.Manifest} has {file.Length} bytes: expected at most {BundleLimits.MaxManifestBytes}");
        }

        try
        {
            return FromFields(new JsonFields(StrictJson.ParseObject(file)), file);
        }
        catch (FormatException malformed)
        {
            throw Malformed(malformed.Message, malformed);
        }
    }

    /// <summary>The manifest, if its signature fits one of the keys; and that key.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.BadSignature"/>, or then <see cref="TrustFailure.Malformed"/>.</exception>
    public (Manifest Manifest, VerificationKey Key) Require(IReadOnlyCollection<VerificationKey> keys)
    {
        var key = _signature is null
            ? throw SignatureRefusal.Of(BundleFolder.Manifest, $"{BundleFolder.Manifest} is not signed")
            : keys.FirstOrDefault(key => key.Verify(_signedBytes.Span, _signature))
            ?? throw SignatureRefusal.Of(BundleFolder.Manifest, $"the signature in {BundleFolder.Manifest} fits none of the {keys.Count} trusted keys");
        return (ReadUnverified(), key);
    }

    /// <summary>The manifest without a look at its signature: for the one who is about to sign it.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public Manifest ReadUnverified()
    {
        try
        {
            return Manifest.FromJson(new JsonFields(_unverifiedManifest));
        }
        catch (FormatException malformed)
        {
            throw Malformed(malformed.Message, malformed);
        }
    }

    private static ManifestEnvelope FromFields(JsonFields fields, ReadOnlySpan<byte> file)
    {
        var manifest = fields.OptionalObject("manifest")?.Value ?? throw new FormatException("missing manifest block");
        var signature = fields.OptionalText("signature");
        var envelope = new ManifestEnvelope(manifest, signature is null ? null : DecodeBase64(signature), file.Length);

        // One spelling only, so that no byte of the file can be changed unnoticed, nor anything be added beside what is signed.
        return envelope.IsSpelledAs(file)
            ? envelope
            : throw new FormatException("it is not canonical JSON of a manifest and its signature");
    }

    /// <summary>As comparing with <see cref="Write"/>, but without another copy of what may be megabytes.</summary>
    private bool IsSpelledAs(ReadOnlySpan<byte> file)
    {
        var empty = Write([], _signature);
        var end = empty.AsSpan(ManifestOffset);
        return file.Length >= empty.Length
            && file.StartsWith(empty.AsSpan(0, ManifestOffset))
            && file.EndsWith(end)
            && file[ManifestOffset..^end.Length].SequenceEqual(
                CanonicalJson.HasControls(_signedBytes.Span) ? CanonicalJson.EscapeControls(_signedBytes.ToArray()) : _signedBytes.Span);
    }

    private static byte[] DecodeBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw new FormatException("the signature is not base64");
    }

    private static TrustException Malformed(string reason, Exception inner) =>
        new(TrustFailure.Malformed, BundleFolder.Manifest, $"Malformed manifest: {reason}", inner);
}
