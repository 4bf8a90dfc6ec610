using Slipway.Bundles.Archives;

namespace Slipway.Bundles;

/// <summary>Holds a folder against a manifest.</summary>
internal sealed class TreeVerifier(string root, Manifest manifest)
{
    private readonly HashSet<string> _missing = new(manifest.Files.Keys.Concat(manifest.Links.Keys), StringComparer.Ordinal);

    /// <summary>Refuses what was added, removed, or turned into something else.</summary>
    public void RequireNames()
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

        if (_missing.Count > 0)
        {
            throw Refuse(_missing.Min(StringComparer.Ordinal)!, path => $"Missing file during runtime verification: {path}");
        }
    }

    /// <summary>Refuses a file with other content. Of several, the first in order is named.</summary>
    public async Task RequireDigestsAsync(OperationMeter meter, CancellationToken cancellation)
    {
        var files = manifest.Files.ToArray();
        var refusals = new TrustException?[files.Length];
        await Parallel.ForAsync(0, files.Length, cancellation, (i, _) =>
        {
            var (path, expected) = files[i];
            var (length, digest) = SourceAccess.Hash(Path.Join(root, path));
            refusals[i] = digest == expected ? null : HashRefusal.Of(path, digest, expected);
            meter.Add(length);
            return ValueTask.CompletedTask;
        });

        if (Array.Find(refusals, refusal => refusal is not null) is { } first)
        {
            throw first;
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
            throw Refuse(path, shown => $"Runtime bundle verification failed: '{shown}' is not in the manifest.");
        }

        if (manifest.Links.TryGetValue(path, out var target))
        {
            RequireLink(path, source, stat, target);
        }
        else
        {
            RequireFile(path, stat);
        }

        return false;
    }

    private static void RequireLink(string path, string source, SourceStat stat, string target)
    {
        var found = stat.Kind == SourceKind.Link ? SourceAccess.ReadLink(source) : null;
        if (found != target)
        {
            throw Refuse(path, _ => $"Runtime bundle verification failed: '{path}' is {(found is null ? "no link" : $"a link to '{BundlePath.Printable(found)}'")}, expected a link to '{target}'.");
        }
    }

    private void RequireFile(string path, SourceStat stat)
    {
        if (stat.Kind != SourceKind.File)
        {
            throw Refuse(path, _ => $"Runtime bundle verification failed: '{path}' is no file, expected one.");
        }

        var isExecutable = manifest.Executables.Contains(path);
        if (!OperatingSystem.IsWindows() && stat.IsExecutable != isExecutable)
        {
            throw Refuse(path, _ => $"Runtime bundle verification failed: '{path}' is {(isExecutable ? "not " : "")}executable, expected the opposite.");
        }
    }

    private static TrustException Refuse(string path, Func<string, string> message)
    {
        var shown = BundlePath.Printable(path);
        return new TrustException(TrustFailure.TreeMismatch, shown, message(shown))
        {
            Hint = "Install the release again: files of a release are not to be changed where they are installed.",
        };
    }
}
