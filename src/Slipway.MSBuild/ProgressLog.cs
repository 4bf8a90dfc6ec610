using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Slipway.MSBuild;

/// <summary>Progress as messages that a raised verbosity shows, one for each tenth.</summary>
internal sealed class ProgressLog(TaskLoggingHelper log) : IProgress<OperationProgress>
{
    private readonly Lock _gate = new();
    private (string Activity, long Tenth) _last = ("", -1);

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        var now = (value.Activity, value.TotalBytes > 0 ? value.DoneBytes * 10 / value.TotalBytes : 0);
        lock (_gate)
        {
            if (now == _last)
            {
                return;
            }

            _last = now;
        }

        log.LogMessage(MessageImportance.Low, "{0}: {1} of {2} bytes", value.Activity, value.DoneBytes, value.TotalBytes);
    }
}
