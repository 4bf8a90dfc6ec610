using Slipway.Bundles;
using Slipway.Json;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Signing;

namespace Slipway.Publishing.Bundling;

/// <summary>Signs a bundle that was packed without a key, or any folder in place. Signing the same again gives the same bytes.</summary>
public static class BundleSigning
{
    private static readonly SemanticVersion Unversioned = SemanticVersion.Parse("0.0.0");

    /// <summary>Signs. A bundle is recognised by its payload.</summary>
    /// <exception cref="InputException">The folder does not exist or cannot be signed as it is; a bundle is not what <paramref name="request"/> says.</exception>
    /// <exception cref="TrustException">A bundle's payload is not the one that its manifest describes.</exception>
    public static async Task<SignedManifest> SignAsync(SignRequest request, SigningKey key, CancellationToken cancellation)
    {
        if (!Directory.Exists(request.Folder))
        {
            throw new InputException(InputFailure.FileNotFound, $"The folder {Path.GetFullPath(request.Folder)} does not exist.");
        }

        if (IsBundle(request.Folder))
        {
            var bundle = await BundleSigner.SignAsync(request.Folder, Choose, cancellation);
            return new SignedManifest(Path.Combine(request.Folder, BundleFolder.Manifest), bundle.Digest);
        }

        var output = request.OutputManifest ?? Path.Combine(request.Folder, BundleFolder.Manifest);
        var description = await DescribeAsync(request, cancellation);
        using var signer = key.For(SigningPurpose.Folder(description.Version));
        var tree = await BundleSigner.SignTreeAsync(request.Folder, output, description, signer, cancellation);
        return new SignedManifest(output, tree.Digest);

        ISigner Choose(Manifest manifest)
        {
            SignRules.Require(request, manifest);
            return key.For(SigningPurpose.Bundle(manifest.Version));
        }
    }

    private static bool IsBundle(string folder) =>
        File.Exists(Path.Combine(folder, BundleFolder.ZstdPayload)) || File.Exists(Path.Combine(folder, BundleFolder.GzipPayload));

    private static async Task<BundleDescription> DescribeAsync(SignRequest request, CancellationToken cancellation)
    {
        var earlier = ReadEarlierManifest(request.Folder);
        return new BundleDescription
        {
            Product = request.Product ?? request.Policy?.Product ?? ParseOr(earlier, "product", SegmentName.Parse) ?? throw new InputException(InputFailure.OptionInvalid, "It is not said what the folder is a release of.")
            {
                Hint = "Add --product NAME, or make a slipway.json with 'slipway init'.",
            },
            Version = request.Version ?? ParseOr(earlier, "version", SemanticVersion.Parse) ?? Unversioned,
            Runtime = request.Runtime ?? ParseOr(earlier, "rid", RuntimeId.Parse) ?? HostRuntime.Current(),
            Timestamp = await SourceTime.ReadAsync(request.Folder, cancellation),
        };
    }

    /// <summary>What the folder was signed as before. It only saves typing: nothing is trusted on its word.</summary>
    private static JsonFields? ReadEarlierManifest(string folder)
    {
        var file = Path.Combine(folder, BundleFolder.Manifest);
        try
        {
            return File.Exists(file) ? new JsonFields(StrictJson.ParseObject(File.ReadAllBytes(file))).OptionalObject("manifest") : null;
        }
        catch (FormatException malformed)
        {
            throw NoManifest(malformed);
        }
    }

    private static T? ParseOr<T>(JsonFields? json, string name, Func<string, T> parse)
        where T : class
    {
        try
        {
            return json?.OptionalText(name) is { } text ? parse(text) : null;
        }
        catch (FormatException malformed)
        {
            throw NoManifest(malformed);
        }
    }

    private static InputException NoManifest(FormatException malformed) =>
        new(InputFailure.OptionInvalid, $"The folder's {BundleFolder.Manifest} is no manifest: {malformed.Message}.", malformed) { Hint = "Remove it; signing writes a new one." };
}
