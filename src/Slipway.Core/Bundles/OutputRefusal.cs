using Slipway.Storage;

namespace Slipway.Bundles;

internal static class OutputRefusal
{
    /// <summary>The refusal to go on after a write failed.</summary>
    public static InputException Of(string path, Exception reason) =>
        reason is IOException failed && Durable.IsDiskFull(failed)
            ? new InputException(InputFailure.DiskFull, $"The disk is full: '{path}' was not written.", reason) { Hint = "Free some space and try again; nothing was left behind." }
            : new InputException(InputFailure.FileNotAccessible, $"'{path}' cannot be written: {reason.Message}", reason) { Hint = "Check the folder's permissions." };
}
