using System.Collections.Immutable;
using Slipway.Bundles.Archives;

namespace Slipway.Bundles;

/// <summary>Holds a folder against a manifest: first all names, then all contents.</summary>
internal sealed class TreeVerifier(string root, Manifest manifest)
{
    private readonly HashSet<string> _missing = new(manifest.Files.Keys.Concat(manifest.Links.Keys), StringComparer.Ordinal);
    private readonly HashSet<string> _unhashable = new(StringComparer.Ordinal);
    private readonly List<TreeFinding> _findings = [];

    /// <summary>Finds what was added, removed, or turned into something else.</summary>
    /// <exception cref="InputException">A folder cannot be read.</exception>
    public ImmutableArray<TreeFinding> InspectNames()
    {
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            foreach (var source in SourceAccess.List(Path.Join(root, folder)))
            {
                var path = folder + Path.GetFileName(source);
                if (Visit(path, source))
                {
                    folders.Push(path + '/');
                }
            }
        }

        foreach (var path in _missing)
        {
            Add(path, TreeFindingKind.Missing, shown => $"Missing file during runtime verification: {shown}");
        }

        return [.. _findings.OrderBy(finding => finding.Path, StringComparer.Ordinal)];
    }

    /// <summary>Finds files with other content, among those that <see cref="InspectNames"/> found to be files.</summary>
    public async Task<ImmutableArray<TreeFinding>> InspectContentsAsync(OperationMeter meter, CancellationToken cancellation)
    {
        var files = manifest.Files.Where(file => !_unhashable.Contains(file.Key)).ToArray();
        var findings = new TreeFinding?[files.Length];
        await Parallel.ForAsync(0, files.Length, cancellation, (i, _) =>
        {
            findings[i] = InspectContent(files[i].Key, files[i].Value, meter);
            return ValueTask.CompletedTask;
        });
        return [.. findings.OfType<TreeFinding>()];
    }

    private TreeFinding? InspectContent(string path, Sha256Digest expected, OperationMeter meter)
    {
        try
        {
            var (length, digest) = SourceAccess.Hash(Path.Join(root, path));
            meter.Add(length);
            return digest == expected ? null : new TreeFinding(path, TreeFindingKind.Changed, HashRefusal.Of(path, digest, expected));
        }
        catch (InputException unreadable)
        {
            return new TreeFinding(path, TreeFindingKind.Unreadable, unreadable);
        }
    }

    // True: it is a folder to go into.
    private bool Visit(string path, string source)
    {
        var stat = SourceAccess.Look(source);
        if (stat.Kind == SourceKind.Folder && !_missing.Contains(path))
        {
            return true;
        }

        if (stat.Kind == SourceKind.File && BundleFolder.IsReserved(path))
        {
            return false;
        }

        if (!_missing.Remove(path))
        {
            Add(path, TreeFindingKind.Added, shown => $"Runtime bundle verification failed: '{shown}' is not in the manifest.");
        }
        else if (manifest.Links.TryGetValue(path, out var target))
        {
            VisitLink(path, source, stat, target);
        }
        else
        {
            VisitFile(path, stat);
        }

        return false;
    }

    private void VisitLink(string path, string source, SourceStat stat, string target)
    {
        var found = stat.Kind == SourceKind.Link ? SourceAccess.ReadLink(source) : null;
        if (found != target)
        {
            var what = found is null ? "no link" : $"a link to '{BundlePath.Printable(found)}'";
            Add(path, found is null ? TreeFindingKind.Kind : TreeFindingKind.Link, _ => $"Runtime bundle verification failed: '{path}' is {what}, expected a link to '{target}'.");
        }
    }

    private void VisitFile(string path, SourceStat stat)
    {
        if (stat.Kind != SourceKind.File)
        {
            Add(path, TreeFindingKind.Kind, _ => $"Runtime bundle verification failed: '{path}' is no file, expected one.");
            return;
        }

        var isExecutable = manifest.Executables.Contains(path);
        if (!OperatingSystem.IsWindows() && stat.IsExecutable != isExecutable)
        {
            Add(path, TreeFindingKind.Mode, _ => $"Runtime bundle verification failed: '{path}' is {(isExecutable ? "not " : "")}executable, expected the opposite.");
        }
    }

    private void Add(string path, TreeFindingKind kind, Func<string, string> message)
    {
        var shown = BundlePath.Printable(path);
        var refusal = new TrustException(TrustFailure.TreeMismatch, shown, message(shown))
        {
            Hint = "Install the release again: files of a release are not to be changed where they are installed.",
        };
        _findings.Add(new TreeFinding(shown, kind, refusal));
        if (kind is TreeFindingKind.Missing or TreeFindingKind.Kind)
        {
            _unhashable.Add(path);
        }
    }
}
