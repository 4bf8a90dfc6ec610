using Microsoft.Build.Framework;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;

namespace Slipway.MSBuild;

/// <summary>Signs one bundle in place. Signing the same again gives the same bytes.</summary>
public sealed class SignBundle : SlipwayTask
{
    /// <summary>The bundle.</summary>
    [Required]
    public ITaskItem Bundle { get; set; } = null!;

    /// <summary>The reference of the key.</summary>
    [Required]
    public string KeyReference { get; set; } = "";

    /// <summary>Where a relative path in <see cref="KeyReference"/> starts.</summary>
    [Required]
    public string KeyFolder { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        using var signer = KeyReferences.OpenSigner(Publishing.Keys.KeyReference.Read(KeyReference, SlipwayProperties.Key), KeyFolder, Warn, Audit());

        var signed = await BundleSigning.SignAsync(new SignRequest(Bundle.ItemSpec), signer, cancellation);

        Log.LogMessage(MessageImportance.Normal, "{0} signed by {1}: sha256:{2}", signed.ManifestFile, signer.PublicKey.Id, signed.Digest);
    }
}
