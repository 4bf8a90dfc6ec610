using System.IO.Enumeration;
using Slipway.Storage;

namespace Slipway.Publishing.Stores;

/// <summary>The objects of a folder: its files, but for those that are being written, locks, and what links lead to.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false, RecurseSubdirectories = true };

    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    public static List<StoredEntry> Read(string folder, string prefix, CancellationToken cancellation)
    {
        var found = new List<StoredEntry>();
        try
        {
            foreach (var entry in Files(folder, prefix).Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal)))
            {
                cancellation.ThrowIfCancellationRequested();
                found.Add(entry);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Where nothing was ever written there is nothing.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFailure.Unavailable, $"{folder} cannot be listed: {failure.Message}", failure)
            {
                Hint = "Check the address of the store and the permissions of its folder.",
            };
        }

        return found;
    }

    /// <summary>The files of the lowest folder that holds everything with the prefix.</summary>
    private static FileSystemEnumerable<StoredEntry> Files(string folder, string prefix) =>
        new(Path.Combine([folder, .. prefix.Split('/')[..^1]]), (ref FileSystemEntry entry) => Describe(folder, ref entry), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !entry.FileName.StartsWith(AtomicFile.TemporaryPrefix, StringComparison.Ordinal),
        };

    private static StoredEntry Describe(string folder, ref FileSystemEntry entry) => new(
        Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'), entry.Length, entry.LastWriteTimeUtc);
}
