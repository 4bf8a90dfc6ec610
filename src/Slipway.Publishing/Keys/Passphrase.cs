using System.Text;

namespace Slipway.Publishing.Keys;

/// <summary>The passphrase of an encrypted key: from a file, or from a variable where there is no better way.</summary>
internal static class Passphrase
{
    public const string FileVariable = "SLIPWAY_KEY_PASSPHRASE_FILE";
    public const string Variable = "SLIPWAY_KEY_PASSPHRASE";

    /// <returns>The passphrase, which the reader of the key zeroes; null if neither variable is set.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.PassphraseWrong"/>.</exception>
    public static byte[]? Find(Func<string, string?> environment)
    {
        if (environment(FileVariable) is { Length: > 0 } path)
        {
            return ReadFile(path);
        }

        return environment(Variable) is { Length: > 0 } passphrase ? Encoding.UTF8.GetBytes(passphrase) : null;
    }

    private static byte[] ReadFile(string path)
    {
        byte[] content = [];
        try
        {
            (content, _) = KeyFileContent.Read(Path.GetFullPath(path));

            // Editors end a file with a line break that nobody typed as part of the passphrase; openssl's file: drops it as well.
            var passphrase = content.AsSpan().TrimEnd("\r\n"u8).ToArray();
            return passphrase.Length > 0 ? passphrase : throw new InputException(InputFailure.PassphraseWrong, $"{FileVariable} names {path}, which holds no passphrase.");
        }
        catch (InputException missing) when (missing.Failure == InputFailure.KeyNotFound)
        {
            throw new InputException(InputFailure.FileNotFound, $"{FileVariable} names {path}, which does not exist.", missing);
        }
        catch (InputException unreadable) when (unreadable.Failure == InputFailure.FileNotAccessible)
        {
            throw new InputException(InputFailure.FileNotAccessible, $"{FileVariable} names {path}, which cannot be read.", unreadable);
        }
        finally
        {
            content.AsSpan().Clear();
        }
    }
}
