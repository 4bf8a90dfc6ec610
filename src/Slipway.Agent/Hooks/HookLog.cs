using System.Text;
using Slipway.Agent.Device;

namespace Slipway.Agent.Hooks;

/// <summary><c>state/hooks.log</c>: what hooks said, the newest last, never more than <see cref="MaxBytes"/> and one output.</summary>
internal sealed class HookLog(DeviceLayout layout, TimeProvider clock)
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Adds a run where that can be done: a disk that takes no log decides nothing.</summary>
    public void Add(string title, byte[] output)
    {
        try
        {
            MissingFolder.Make(layout.State);
            var isFull = File.Exists(layout.HookOutput) && new FileInfo(layout.HookOutput).Length > MaxBytes;
            using var file = new FileStream(layout.HookOutput, isFull ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes($"== {IsoTime.Format(clock.GetUtcNow())} {title}\n"));
            file.Write(output);
            if (output.Length > 0 && output[^1] != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The message of a hook that failed quotes the end of its output.
        }
    }
}
