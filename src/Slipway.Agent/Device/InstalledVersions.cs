using System.Security.Cryptography;
using Slipway.Bundles;
using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>The versions below <c>versions/</c>, which of them runs, and how each was approved.</summary>
public sealed class InstalledVersions(DeviceLayout layout)
{
    internal const string StagingPrefix = ".staging-";

    /// <summary>What <c>current</c> names; null when nothing is installed.</summary>
    public InstalledTree? Current => Present(layout.Current);

    /// <summary>What <c>previous</c> names; null when there is nothing to go back to.</summary>
    public InstalledTree? Previous => Present(layout.Previous);

    /// <summary>How a tree was approved; null when it was not installed by an agent.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the record is damaged.</exception>
    public Approval? ApprovalOf(InstalledTree tree) => StateFile.Read(layout.RecordOf(tree), Approval.Format, Approval.FromJson);

    /// <summary>The digest of a tree's manifest: as it was approved, or as it lies there where the record is damaged or missing; null when neither can be read.</summary>
    /// <remarks>The way back asks: it must not depend on a record that the power cut it answers to may have damaged.</remarks>
    public Sha256Digest? DigestOf(InstalledTree tree)
    {
        try
        {
            return ApprovalOf(tree)?.ManifestDigest ?? HashManifest(tree);
        }
        catch (Exception damaged) when (damaged is DeviceException or IOException or UnauthorizedAccessException)
        {
            return HashManifest(tree);
        }
    }

    /// <summary>Records how a tree was approved. Written before the tree gets its name, so that no tree is without.</summary>
    public Task ApproveAsync(InstalledTree tree, Approval approval, CancellationToken cancellation) =>
        StateFile.WriteAsync(layout.RecordOf(tree), Approval.Format, approval.ToJson(), cancellation);

    /// <summary>Verifies a tree as it lies on the disk: signature, every file, links and modes, and nothing besides.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: there is no record of its approval.</exception>
    /// <exception cref="TrustException">Something is not what was approved.</exception>
    public async Task<VerifiedManifest> VerifyAsync(InstalledTree tree, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var approval = RequireApproval(tree);
        var verified = await BundleVerifier.VerifyTreeAsync(layout.FolderOf(tree), approval.BuilderKeys, progress, cancellation);
        RequireApproved(tree, verified, approval);
        return verified;
    }

    /// <summary>As <see cref="VerifyAsync"/>, but says all that is wrong with files and links rather than the first thing.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: there is no record of its approval.</exception>
    /// <exception cref="TrustException">The manifest is not what was approved: nothing is known about the files then.</exception>
    public async Task<TreeInspection> InspectAsync(InstalledTree tree, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var approval = RequireApproval(tree);
        var inspection = await BundleVerifier.InspectTreeAsync(layout.FolderOf(tree), approval.BuilderKeys, progress, cancellation);
        RequireApproved(tree, inspection.Manifest, approval);
        return inspection;
    }

    /// <summary>What a tree's manifest says. Its signature is checked, its files are not.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: there is no record of its approval.</exception>
    /// <exception cref="TrustException">The manifest is not what was approved.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Manifest ReadManifest(InstalledTree tree)
    {
        var approval = RequireApproval(tree);
        var verified = BundleVerifier.VerifyManifest(File.ReadAllBytes(Path.Combine(layout.FolderOf(tree), BundleFolder.Manifest)), approval.BuilderKeys);
        RequireApproved(tree, verified, approval);
        return verified.Manifest;
    }

    /// <summary>Removes every version but those to keep, and what a crash left behind.</summary>
    public void Prune(params IReadOnlyCollection<InstalledTree?> kept)
    {
        RemoveLeftovers();
        if (!Directory.Exists(layout.Versions))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(layout.Versions))
        {
            if (InstalledTree.TryParse(Path.GetFileName(folder), out var tree) && !kept.Contains(tree))
            {
                Remove(tree);
            }
        }
    }

    /// <summary>Removes what runs that did not end left behind.</summary>
    public void RemoveLeftovers() => new Leftovers(layout).Remove();

    /// <summary>Removes one version and the record of its approval, in this order: a tree is never without its record.</summary>
    public void Remove(InstalledTree tree)
    {
        try
        {
            if (SetAside(tree) is { } condemned)
            {
                Directory.Delete(condemned, recursive: true);
            }
        }
        catch (IOException)
        {
            // Every step can be repeated, and a call that failed once need not fail again.
            SetAside(tree);
            RemoveLeftovers();
        }
    }

    /// <summary>As <see cref="Remove"/>, but its files stay for now, as a leftover.</summary>
    /// <returns>Where they are; null when there are none.</returns>
    public string? SetAside(InstalledTree tree)
    {
        string? condemned = null;
        if (Directory.Exists(layout.FolderOf(tree)))
        {
            // Half a tree must not look like a whole one: it loses its name before it loses its files.
            condemned = Path.Combine(layout.Versions, $"{StagingPrefix}removed-{RandomNumberGenerator.GetHexString(8, lowercase: true)}-{tree}");
            Directory.Move(layout.FolderOf(tree), condemned);
            Durable.FlushFolder(layout.Versions);
        }

        StateFile.Delete(layout.RecordOf(tree));
        return condemned;
    }

    private Approval RequireApproval(InstalledTree tree) =>
        ApprovalOf(tree) ?? throw new DeviceException(DeviceFailure.State, $"There is no record of how {tree} was approved: expected {layout.RecordOf(tree)}.")
        {
            Hint = "Install it again with 'slipway-agent update --force'.",
        };

    private static void RequireApproved(InstalledTree tree, VerifiedManifest verified, Approval approval)
    {
        if (verified.Digest != approval.ManifestDigest)
        {
            throw new TrustException(
                TrustFailure.DigestMismatch, tree.FolderName, $"The manifest of {tree} has the digest {verified.Digest}: expected {approval.ManifestDigest}.");
        }
    }

    private Sha256Digest? HashManifest(InstalledTree tree)
    {
        try
        {
            return Sha256Digest.Of(File.ReadAllBytes(Path.Combine(layout.FolderOf(tree), BundleFolder.Manifest)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private InstalledTree? Present(string link) =>
        InstalledTree.ReadLink(link) is { } tree && Directory.Exists(layout.FolderOf(tree)) ? tree : null;
}
