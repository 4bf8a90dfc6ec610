using System.Text;

namespace Slipway.Testing.Fuzzing;

/// <summary>A reader did what it must not. The message carries the file, as base64 and, where it is text, as text.</summary>
public sealed class FuzzFailureException(string target, byte[] file, string what, Exception? inner)
    : Exception($"{target}: {what}: {inner?.GetType().Name} {inner?.Message}\n{Convert.ToBase64String(file)}\n{Encoding.UTF8.GetString(file)}", inner)
{
    /// <summary>The file.</summary>
    public byte[] File { get; } = file;
}
