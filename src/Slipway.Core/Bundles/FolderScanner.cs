namespace Slipway.Bundles;

/// <summary>Finds every file and link below a folder; links are noted, never followed.</summary>
internal static class FolderScanner
{
    public static void Scan(string root, bool skipReserved, PayloadScan scan)
    {
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            foreach (var source in SourceAccess.List(Path.Join(root, folder)))
            {
                var path = folder + Path.GetFileName(source);
                if (!(skipReserved && BundleFolder.IsReserved(path)) && Add(scan, path, source))
                {
                    folders.Push(path + '/');
                }
            }
        }
    }

    // True: it is a folder.
    private static bool Add(PayloadScan scan, string path, string source)
    {
        var stat = SourceAccess.Look(source);
        switch (stat.Kind)
        {
            case SourceKind.Folder:
                RequireDepth(path);
                return true;
            case SourceKind.File:
                scan.AddFile(path, source, stat);
                return false;
            case SourceKind.Link:
                scan.AddLink(path, SourceAccess.ReadLink(source));
                return false;
            default:
                throw PayloadScan.SpecialFile(source);
        }
    }

    // A mount that contains itself would never end.
    private static void RequireDepth(string path)
    {
        if (path.Count(c => c == '/') >= BundleLimits.MaxPathDepth)
        {
            throw new InputException(InputFailure.PathNotAllowed, $"The folder '{BundlePath.Printable(path)}' lies too deep: expected at most {BundleLimits.MaxPathDepth} segments.");
        }
    }
}
