namespace Slipway.Bundles;

/// <summary>Touches the user's files, and turns what goes wrong into refusals that name the file.</summary>
internal static class SourceAccess
{
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static SourceStat Look(string path) => Try(path, SourceStat.Of);

    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static IReadOnlyList<string> List(string folder) => Try(folder, path => (IReadOnlyList<string>)Directory.GetFileSystemEntries(path));

    /// <exception cref="InputException"><see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static string ReadLink(string path) => Try(path, link => new FileInfo(link).LinkTarget ?? throw new IOException("it is no link any more"));

    /// <summary>The file that a link finally leads to; the path itself when it is no link.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static string Resolve(string path) => Try(path, link => File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link);

    /// <summary>Length and digest of a whole file.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static (long Length, Sha256Digest Digest) Hash(string path) => Try(path, FileHash.Of);

    private static T Try<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception missing) when (!Exists(path) && missing is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputFailure.FileNotFound, $"'{BundlePath.Printable(path)}' does not exist.", missing);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw NotAccessible(path, denied);
        }
    }

    public static InputException NotAccessible(string path, Exception reason) =>
        new(InputFailure.FileNotAccessible, $"'{BundlePath.Printable(path)}' cannot be read: {reason.Message}", reason)
        {
            Hint = "Check the permissions of the file and of the folders above it.",
        };

    public static InputException Changed(PayloadEntry file) =>
        new(InputFailure.FileChanged, $"'{file.SourceFile}' changed while it was being read: expected {file.Size} bytes.")
        {
            Hint = "Stop what writes into the payload, and try again.",
        };

    private static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
