using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>Collects files and links, and refuses what a device would refuse.</summary>
internal sealed class PayloadScan
{
    private readonly PathSet _paths = new();

    public SortedDictionary<string, PayloadEntry> Files { get; } = new(CodePointOrder.Instance);

    public SortedDictionary<string, string> Links { get; } = new(CodePointOrder.Instance);

    public void AddFile(PayloadFile file)
    {
        var source = SourceAccess.Resolve(file.SourceFile);
        var stat = SourceAccess.Look(source);
        if (stat.Kind != SourceKind.File)
        {
            throw stat.Kind == SourceKind.Special ? SpecialFile(file.SourceFile)
                : new InputException(InputFailure.FileNotFound, $"'{file.SourceFile}' is not a file.");
        }

        AddFile(file.Path, source, stat with { IsExecutable = file.IsExecutable ?? stat.IsExecutable });
    }

    public void AddFile(string path, string source, SourceStat stat)
    {
        AddPath(path);
        RequireCount(Files.Count);
        Files.Add(path, new PayloadEntry(path, source, stat.Size, stat.IsExecutable));
    }

    public void AddLink(string path, string target)
    {
        AddPath(path);
        RequireCount(Links.Count);
        var plain = Simplify(target);
        if (LinkTarget.Objection(path, plain) is { } objection)
        {
            throw new InputException(InputFailure.LinkLeavesTree, $"The link '{BundlePath.Printable(path)}' points to '{BundlePath.Printable(target)}': {objection}.")
            {
                Hint = "Make the link relative and let it point into the payload, or replace it by the file itself.",
            };
        }

        Links.Add(path, plain);
    }

    public static InputException SpecialFile(string path) =>
        new(InputFailure.SpecialFile, $"'{BundlePath.Printable(path)}' is a pipe, socket or device: expected files, folders and links.")
        {
            Hint = "Remove it from the payload: a service makes such files when it runs.",
        };

    private void AddPath(string path)
    {
        if (BundlePath.Objection(path) is { } objection)
        {
            throw new InputException(InputFailure.PathNotAllowed, $"'{BundlePath.Printable(path)}' cannot be a path in a bundle: {objection}.")
            {
                Hint = "Rename the file, or leave it out of the payload.",
            };
        }

        if (_paths.Collision(path) is { } other)
        {
            throw new InputException(InputFailure.PathCollision, $"'{path}' and '{other}' would be one name on a device whose file system ignores case.")
            {
                Hint = "Rename one of them.",
            };
        }
    }

    private static void RequireCount(int count)
    {
        if (count == BundleLimits.MaxFiles)
        {
            throw new InputException(InputFailure.TooManyFiles, $"The payload has more than {BundleLimits.MaxFiles} files: expected at most that many.")
            {
                Hint = "Put the many small files into an archive that the application reads.",
            };
        }
    }

    // "./a", "a//b" and "a/" are usual and mean "a", "a/b" and "a". "a/../b" is left alone: "a" may be a link.
    private static string Simplify(string target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        var plain = string.Join('/', target.Split('/').Where(segment => segment is not ("" or ".")));
        return plain.Length == 0 ? target : plain;
    }
}
