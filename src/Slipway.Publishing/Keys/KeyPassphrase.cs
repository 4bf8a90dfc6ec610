using System.Text;

namespace Slipway.Publishing.Keys;

/// <summary>The passphrase of an encrypted key: from a file, or from a variable where there is no better way.</summary>
/// <remarks>Never an option or a property: those end up in logs and process lists.</remarks>
public static class KeyPassphrase
{
    /// <summary>Names the file that holds the passphrase. A line break at its end is not part of it.</summary>
    public const string FileVariable = "SLIPWAY_KEY_PASSPHRASE_FILE";

    /// <summary>Holds the passphrase, where <see cref="FileVariable"/> is not set.</summary>
    public const string Variable = "SLIPWAY_KEY_PASSPHRASE";

    /// <summary>Names the file that holds the passphrase of a backup of keys. There is no variable that holds that one itself.</summary>
    public const string BackupFileVariable = "SLIPWAY_BACKUP_PASSPHRASE_FILE";

    /// <summary>Reads it in UTF-8. <see langword="null"/>: neither variable is set. Whoever uses it zeroes it.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.FileNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.PassphraseWrong"/>: the file is empty.
    /// </exception>
    public static byte[]? Read() => Read(Environment.GetEnvironmentVariable);

    /// <summary>Reads the passphrase of a backup in UTF-8. Whoever uses it zeroes it.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.FileNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.PassphraseWrong"/>: the variable is not
    /// set, or the file is empty.
    /// </exception>
    public static byte[] ReadBackup() => Environment.GetEnvironmentVariable(BackupFileVariable) is { Length: > 0 } path
        ? ReadFile(path, BackupFileVariable)
        : throw new InputException(InputFailure.PassphraseWrong, "A backup of keys is encrypted, and no passphrase was given.")
        {
            Hint = $"Let {BackupFileVariable} name a file that holds the passphrase, and keep that passphrase in another place than the backup.",
        };

    internal static byte[]? Read(Func<string, string?> environment)
    {
        if (environment(FileVariable) is { Length: > 0 } path)
        {
            return ReadFile(path, FileVariable);
        }

        return environment(Variable) is { Length: > 0 } passphrase ? Encoding.UTF8.GetBytes(passphrase) : null;
    }

    private static byte[] ReadFile(string path, string variable)
    {
        byte[] content = [];
        try
        {
            (content, _) = KeyFileContent.Read(Path.GetFullPath(path));

            // Editors end a file with a line break that nobody typed as part of the passphrase; openssl's file: drops it as well.
            var passphrase = content.AsSpan().TrimEnd("\r\n"u8).ToArray();
            return passphrase.Length > 0
                ? passphrase
                : throw new InputException(InputFailure.PassphraseWrong, $"{variable} names {path}, which holds no passphrase.");
        }
        catch (InputException missing) when (missing.Failure == InputFailure.KeyNotFound)
        {
            throw new InputException(InputFailure.FileNotFound, $"{variable} names {path}, which does not exist.", missing);
        }
        catch (InputException unreadable) when (unreadable.Failure == InputFailure.FileNotAccessible)
        {
            throw new InputException(InputFailure.FileNotAccessible, $"{variable} names {path}, which cannot be read.", unreadable);
        }
        finally
        {
            content.AsSpan().Clear();
        }
    }
}
