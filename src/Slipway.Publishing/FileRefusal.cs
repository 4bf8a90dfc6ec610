using Slipway.Storage;

namespace Slipway.Publishing;

/// <summary>What hosts make of a file system's refusal that no operation has put into its own words.</summary>
public static class FileRefusal
{
    /// <summary>Whether <paramref name="failure"/> is the file system's, and no bug.</summary>
    public static bool Is(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>The coded refusal: <see cref="InputFailure.DiskFull"/> or <see cref="InputFailure.FileNotAccessible"/>.</summary>
    public static InputException Of(Exception failure) => failure is IOException io && Durable.IsDiskFull(io)
        ? new(InputFailure.DiskFull, failure.Message, failure) { Hint = "Free some space, and run it again." }
        : new(InputFailure.FileNotAccessible, failure.Message, failure) { Hint = "Check the path, and what this user may do there." };

    /// <summary>As <see cref="Of"/>, where it may be a coded refusal already.</summary>
    public static SlipwayException Coded(Exception failure) => failure is SlipwayException refusal ? refusal : Of(failure);
}
