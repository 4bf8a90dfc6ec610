using System.Collections.Concurrent;
using System.Text;
using Microsoft.Build.Framework;
using Slipway.Bundles;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Storage;

namespace Slipway.MSBuild;

/// <summary>Writes for each bundle what it is made from: settings, paths, permissions and digests. What says the same as before is left alone.</summary>
/// <remarks>Digests and not times: a file that was replaced by an older one counts, and one that was only touched does not.</remarks>
public sealed class StampPayload : PolicyTask
{
    /// <summary>The bundles.</summary>
    [Required]
    public ITaskItem[] Bundles { get; set; } = [];

    /// <summary>The files of the release, when it is not the project's publish output.</summary>
    public ITaskItem[] Payload { get; set; } = [];

    /// <summary>Folders that the build itself writes: their files are in no release.</summary>
    public string[] OutputFolders { get; set; } = [];

    /// <summary>The reference of the key that signs; neither it nor a key of slipway.json is in a release. May be empty.</summary>
    public string KeyReference { get; set; } = "";

    /// <summary>Where a relative path in <see cref="KeyReference"/> starts.</summary>
    public string KeyFolder { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var policy = TryPolicy();
        var conditions = $"health={policy?.Health?.ToJson().ToJsonString()}\nhooks={policy?.Hooks?.ToJson().ToJsonString()}\n";
        var keys = await DigestsOfKeysAsync(policy, cancellation);
        string[] written = [.. OutputFolders.Select(InProject), .. RepositoryFolder(policy)];
        foreach (var bundle in Bundles.Select(BundleItem.Of))
        {
            // It looks at every path first, so that what cannot be packed is refused before anything is read.
            PayloadItems.Open(Payload, bundle, ProjectFolder);
            var files = PayloadItems.List(Payload, bundle, ProjectFolder).ToList();
            RequireInputs(files, written);
            var stamp = Describe(bundle, conditions, await DescribeAsync(files, keys, cancellation));
            await WriteAsync(bundle.StampFile, stamp, cancellation);
        }
    }

    private void RequireInputs(IEnumerable<PayloadFile> files, string[] written)
    {
        if (Payload.Length > 0 && files.FirstOrDefault(file => written.Any(folder => file.SourceFile.StartsWith(folder, StringComparison.Ordinal))) is { } output)
        {
            throw new InputException(InputFailure.PathNotAllowed, $"The payload has {output.SourceFile}, which is in a folder that releases are written to.")
            {
                Hint = "Leave it out: <SlipwayPayload Include=\"**\" Exclude=\"bin/**;obj/**;releases/**\" />.",
            };
        }
    }

    private static IEnumerable<string> RepositoryFolder(ReleasePolicy? policy) =>
        policy is { Store.IsFile: true } ? [Path.Combine(policy.Store.LocalPath, policy.Organization.ToString(), policy.Product.ToString()) + Path.DirectorySeparatorChar] : [];

    private static async Task<IEnumerable<string>> DescribeAsync(IEnumerable<PayloadFile> files, HashSet<Sha256Digest> keys, CancellationToken cancellation)
    {
        ConcurrentBag<string> lines = [];
        await Parallel.ForEachAsync(files, cancellation, async (file, stop) =>
        {
            var digest = await DigestAsync(file.SourceFile, stop);
            if (keys.Contains(digest))
            {
                throw new InputException(InputFailure.PathNotAllowed, $"The payload has {file.SourceFile}, which is a private key of its publisher.")
                {
                    Hint = "Leave it out of the release, and keep keys where no pattern finds them.",
                };
            }

            lines.Add($"{file.Path}|{file.IsExecutable ?? IsExecutable(file.SourceFile)}|{File.ResolveLinkTarget(file.SourceFile, returnFinalTarget: false)?.FullName}|{digest}");
        });
        return lines.Order(StringComparer.Ordinal);
    }

    private static string Describe(BundleItem bundle, string conditions, IEnumerable<string> files)
    {
        var stamp = new StringBuilder($"folder={bundle.Folder}\n");
        foreach (var (name, value) in bundle.Settings())
        {
            stamp.Append(name).Append('=').Append(value).Append('\n');
        }

        return stamp.Append(conditions).AppendJoin('\n', files).Append('\n').ToString();
    }

    private async Task<HashSet<Sha256Digest>> DigestsOfKeysAsync(ReleasePolicy? policy, CancellationToken cancellation)
    {
        HashSet<string> files = [.. policy?.Roles.Values.SelectMany(role => role.Keys).Select(reference => FileOf(reference, policy.Folder)).OfType<string>() ?? []];
        files.UnionWith(policy is null ? [] : KeysBeside(policy));
        if (Publishing.Keys.KeyReference.TryParse(KeyReference, out var own) && FileOf(own, KeyFolder) is { } file)
        {
            files.Add(file);
        }

        HashSet<Sha256Digest> digests = [];
        foreach (var key in files.Where(File.Exists))
        {
            digests.Add(await DigestAsync(key, cancellation));
        }

        return digests;
    }

    // Keys that slipway.json names no longer, or not yet, are secrets as well.
    private static IEnumerable<string> KeysBeside(ReleasePolicy policy)
    {
        var folder = Path.Combine(policy.Folder, "keys");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.pem", SearchOption.AllDirectories).Where(file => !file.EndsWith(".pub.pem", StringComparison.Ordinal))
            : [];
    }

    private static string? FileOf(Publishing.Keys.KeyReference reference, string folder) =>
        reference.Kind == KeyReferenceKind.File ? Path.GetFullPath(reference.Value, folder) : null;

    private static async Task<Sha256Digest> DigestAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var content = File.OpenRead(file);
            return await Sha256Digest.OfAsync(content, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputFailure.FileNotAccessible, $"{file} cannot be read: {failure.Message}", failure);
        }
    }

    private static bool IsExecutable(string file) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;

    private static async Task WriteAsync(string file, string stamp, CancellationToken cancellation)
    {
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellation) != stamp)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await AtomicFile.WriteAsync(file, Encoding.UTF8.GetBytes(stamp), cancellation);
        }
    }
}
