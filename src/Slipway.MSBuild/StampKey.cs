using System.Text;
using Microsoft.Build.Framework;
using Slipway.Publishing.Keys;
using Slipway.Storage;

namespace Slipway.MSBuild;

/// <summary>Opens the key that is going to sign, and writes its public identity: another key behind the same reference signs anew.</summary>
/// <remarks>It comes before the project is published, so that a missing key is not found out after minutes.</remarks>
public sealed class StampKey : SlipwayTask
{
    /// <summary>The reference of the key.</summary>
    [Required]
    public string KeyReference { get; set; } = "";

    /// <summary>Where a relative path in <see cref="KeyReference"/> starts.</summary>
    [Required]
    public string KeyFolder { get; set; } = "";

    /// <summary>Where to write.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        using var signer = KeyReferences.OpenSigner(Publishing.Keys.KeyReference.Read(KeyReference, SlipwayProperties.Key), KeyFolder, Warn);
        var stamp = $"{signer.PublicKey.Id}\n";
        if (!File.Exists(StampFile) || await File.ReadAllTextAsync(StampFile, cancellation) != stamp)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(StampFile)!);
            await AtomicFile.WriteAsync(StampFile, Encoding.UTF8.GetBytes(stamp), cancellation);
        }
    }
}
