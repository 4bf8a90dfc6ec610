using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Reads a small file, and turns what can go wrong into coded refusals.</summary>
internal static class KeyFileContent
{
    /// <summary>The permissions that a private key's file should not have.</summary>
    public const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <returns>The content, which the caller zeroes, and the permissions of the file that was read; null on Windows.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.KeyNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static (byte[] Content, UnixFileMode? Mode) Read(string path)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, BufferSize = 0 });
            var mode = OperatingSystem.IsWindows() ? (UnixFileMode?)null : File.GetUnixFileMode(file.SafeFileHandle);

            // One byte more than a key may have, so that KeyFile sees that it is too long, also of a device without an end.
            var buffer = new byte[KeyFile.MaxLength + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var content = buffer[..length];
            buffer.AsSpan().Clear();
            return (content, mode);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(InputFailure.KeyNotFound, $"The key file {path} does not exist.", failure)
            {
                Hint = "Relative paths in key references start from the folder of slipway.json. 'slipway keys' makes keys.",
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputFailure.FileNotAccessible, $"The key file {path} cannot be read: {failure.Message}", failure);
        }
    }
}
