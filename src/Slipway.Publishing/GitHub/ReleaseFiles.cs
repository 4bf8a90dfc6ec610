using System.Collections.Immutable;
using System.Text;
using Slipway.Bundles;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;
using Slipway.Signing;

namespace Slipway.Publishing.GitHub;

/// <summary>The files of a release on GitHub: those of its bundles, further ones, and a signed list of all of them that <c>sha256sum -c</c> reads.</summary>
internal static class ReleaseFiles
{
    /// <summary>The list.</summary>
    public const string Sums = "SHA256SUMS";

    /// <summary>Its signature.</summary>
    public const string Signature = Sums + ".sig";

    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>: two have one name, or GitHub takes no such file.</exception>
    public static async Task<ImmutableArray<ReleaseFile>> ListAsync(
        IEnumerable<SignedBundle> bundles, ImmutableArray<ReleaseFile> further, ISigner signer, CancellationToken cancellation)
    {
        ReleaseFile[] listed = [.. bundles.SelectMany(OfBundle).Concat(further).OrderBy(file => file.Name, StringComparer.Ordinal)];
        RequireDistinct(listed);
        var sums = Encoding.ASCII.GetBytes(string.Concat(listed.Select(file => $"{file.Content.Digest}  {file.Name}\n")));
        var signature = await signer.SignAsync(sums, cancellation);
        var key = signer.PublicKey;
        return
        [
            .. listed,
            new ReleaseFile(Sums, StoreContent.Of(sums)),
            new ReleaseFile(Signature, StoreContent.Of(signature)) { IsEquivalent = found => key.Verify(sums, found) },
        ];
    }

    /// <summary>The name of a bundle's file, which tells product, version and runtime as its folder does in the store.</summary>
    public static string NameOf(Manifest manifest, string file) => $"{manifest.Product}-{manifest.Version}-{manifest.Runtime}.{file}";

    private static IEnumerable<ReleaseFile> OfBundle(SignedBundle bundle) =>
        bundle.Contents().Select(part => new ReleaseFile(NameOf(bundle.Manifest, part.Path[(part.Path.LastIndexOf('/') + 1)..]), part.Content));

    /// <summary>Looks at the lengths of bundles before they are verified: what GitHub does not take is better known before devices are served.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>.</exception>
    public static void RequireTaken(IEnumerable<string> bundleFolders)
    {
        foreach (var payload in bundleFolders.Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("payload.*")).Where(file => file.Length > 0))
        {
            ReleaseFile.RequireLength(payload.FullName, payload.Length);
        }
    }

    /// <summary>GitHub does not tell upper from lower case here, so neither do we.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>.</exception>
    public static void RequireDistinct(IEnumerable<ReleaseFile> files)
    {
        if (files.Select(file => file.Name).Concat([Sums, Signature]).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new GitHubException(GitHubFailure.AssetInvalid, $"Two files of the release would be named {repeated.Key}: expected each name once.");
        }
    }
}
