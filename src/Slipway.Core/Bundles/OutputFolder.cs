using System.Security.Cryptography;

namespace Slipway.Bundles;

/// <summary>A folder that is filled beside its final place and then takes it, or disappears.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _output;
    private readonly string _temporary;
    private bool _isPublished;

    private OutputFolder(string output)
    {
        _output = output;
        _temporary = Sibling("tmp");
    }

    /// <summary>Makes the temporary folder, when the output may be written.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OutputNotReplaceable"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static OutputFolder Prepare(string output, string? payloadFolder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        RequireOutside(path, payloadFolder);
        RequireReplaceable(path);
        var folder = new OutputFolder(path);
        Guard(path, () => Directory.CreateDirectory(folder._temporary));
        return folder;
    }

    /// <summary>Writes one file through a stream.</summary>
    public async Task<T> WriteAsync<T>(string name, Func<Stream, Task<T>> write)
    {
        try
        {
            await using var file = new FileStream(Path.Join(_temporary, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            return await write(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw OutputRefusal.Of(_output, failed);
        }
    }

    /// <summary>Writes one small file.</summary>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) => WriteAsync(name, async file =>
    {
        await file.WriteAsync(content, cancellation);
        return content.Length;
    });

    /// <summary>Takes the final place. What was there is moved aside first and removed afterwards.</summary>
    public void Publish() => Guard(_output, () =>
    {
        var old = Sibling("old");
        var isReplacing = Directory.Exists(_output);
        if (isReplacing)
        {
            Directory.Move(_output, old);
        }

        Directory.Move(_temporary, _output);
        _isPublished = true;
        if (isReplacing)
        {
            Directory.Delete(old, recursive: true);
        }
    });

    public void Dispose()
    {
        if (!_isPublished && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    // Unpredictable, so that nobody can have put a link there.
    private string Sibling(string kind) => $"{_output}.{kind}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private static void RequireOutside(string output, string? payloadFolder)
    {
        if (payloadFolder is not null && (output + '/').StartsWith(Path.TrimEndingDirectorySeparator(payloadFolder) + '/', StringComparison.Ordinal))
        {
            throw new InputException(InputFailure.OutputNotReplaceable, $"The output '{output}' lies in the payload folder '{payloadFolder}': expected it outside.")
            {
                Hint = "The next bundle would contain this one. Name an output beside the payload.",
            };
        }
    }

    private static void RequireReplaceable(string output)
    {
        var isReplaceable = !File.Exists(output)
            && (!Directory.Exists(output) || IsBundle(output) || !Directory.EnumerateFileSystemEntries(output).Any());
        if (!isReplaceable)
        {
            throw new InputException(InputFailure.OutputNotReplaceable, $"'{output}' exists and is not a bundle: expected a bundle, an empty folder or nothing.")
            {
                Hint = "Name another output, or remove it yourself if nothing in it is needed.",
            };
        }
    }

    private static bool IsBundle(string folder) =>
        File.Exists(Path.Join(folder, BundleFolder.Manifest))
        && (File.Exists(Path.Join(folder, BundleFolder.ZstdPayload)) || File.Exists(Path.Join(folder, BundleFolder.GzipPayload)));

    private static void Guard(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw OutputRefusal.Of(path, failed);
        }
    }
}
