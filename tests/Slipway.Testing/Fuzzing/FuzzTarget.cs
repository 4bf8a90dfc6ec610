using System.Collections.Immutable;

namespace Slipway.Testing.Fuzzing;

/// <summary>A reader of files that anybody may have written.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Seeds">Files that it accepts, to start from.</param>
/// <param name="Write">Reads a file and writes what was read; throws what the reader throws.</param>
public sealed record FuzzTarget(string Name, ImmutableArray<byte[]> Seeds, Func<byte[], byte[]> Write)
{
    /// <summary>Reads a file. It is accepted and can be written and read again with the same outcome, or refused as documented.</summary>
    /// <returns>The refusal, or null when the file was accepted.</returns>
    /// <exception cref="FuzzFailureException">Neither.</exception>
    public Exception? Read(byte[] file)
    {
        byte[] written;
        try
        {
            written = Write(file);
        }
        catch (Exception refusal) when (refusal is FormatException or SlipwayException)
        {
            return refusal;
        }
        catch (Exception other)
        {
            throw new FuzzFailureException(Name, file, "the reader threw something that is no refusal", other);
        }

        RequireSameAgain(file, written);
        return null;
    }

    private void RequireSameAgain(byte[] file, byte[] written)
    {
        byte[] again;
        try
        {
            again = Write(written);
        }
        catch (Exception refusal)
        {
            throw new FuzzFailureException(Name, file, "what was read is refused once it is written", refusal);
        }

        if (!written.AsSpan().SequenceEqual(again))
        {
            throw new FuzzFailureException(Name, file, "what was read is something else once it is written", null);
        }
    }
}
