using System.Collections.Immutable;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>Files that a release has besides its bundles, such as installers; a signature that is beside one comes with it.</summary>
internal static class FurtherFiles
{
    private const string SignatureSuffix = ".sig";

    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>.</exception>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>.</exception>
    public static async Task<ImmutableArray<ReleaseFile>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<ReleaseFile>();
        foreach (var path in paths.Select(Path.GetFullPath).SelectMany(WithSignature).Distinct(StringComparer.Ordinal))
        {
            files.Add(await ReadAsync(path, cancellation));
        }

        return files.DrainToImmutable();
    }

    private static IEnumerable<string> WithSignature(string path) => File.Exists(path + SignatureSuffix) ? [path, path + SignatureSuffix] : [path];

    private static async Task<ReleaseFile> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new InputException(InputFailure.FileNotFound, $"The file {path} does not exist.");
        }

        await using var file = File.OpenRead(path);
        var name = Path.GetFileName(path);
        ReleaseFile.RequireLength(name, file.Length);
        return new ReleaseFile(name, StoreContent.OfFile(path, file.Length, await Sha256Digest.OfAsync(file, cancellation)));
    }
}
