using Slipway.Bundles.Archives;

namespace Slipway.Bundles;

/// <summary>Unpacks a payload under the rules of a device: what is not in the signed manifest is not written.</summary>
/// <remarks>
/// Regular files that the manifest lists, each once, with the digest it states, and not one byte more; links are made from the manifest when all
/// files are there. Modes come from the manifest, owners and attributes from nobody. Nothing is written outside the folder, and nothing is flushed.
/// </remarks>
public static class PayloadExtractor
{
    /// <summary>Unpacks into an existing, empty folder that nobody else can write to. After a refusal the caller removes the folder.</summary>
    /// <exception cref="TrustException">SLP2008: the archive breaks a rule. SLP2005: a file is not the one that was signed.</exception>
    /// <exception cref="DeviceException">SLP4002: the disk is full or failed, or the folder is not an empty one.</exception>
    public static async Task ExtractAsync(
        Stream payload, Manifest manifest, string emptyFolder, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        RequireEmpty(emptyFolder);
        await PayloadUnpacker.UnpackAsync(
            payload, manifest, new FolderTarget(emptyFolder, manifest.Executables), new OperationMeter("unpacking", manifest.UnpackedSize, progress), cancellation);
        LinkWriter.Write(manifest, emptyFolder);
    }

    // Also a folder that is a link: it is not the one that the caller made.
    private static void RequireEmpty(string folder)
    {
        var info = new DirectoryInfo(folder);
        if (!info.Exists || info.LinkTarget is not null || info.EnumerateFileSystemInfos().Any())
        {
            throw new DeviceException(DeviceFailure.Disk, $"'{folder}' is not an empty folder: expected a new one to unpack into.");
        }
    }
}
