using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Slipway.Publishing;

namespace Slipway.MSBuild;

/// <summary>Progress as messages that a raised verbosity shows.</summary>
internal sealed class ProgressLog(TaskLoggingHelper log) : IProgress<OperationProgress>
{
    private readonly ProgressInTenths _tenths = new(progress =>
        log.LogMessage(MessageImportance.Low, "{0}: {1} of {2} bytes", progress.Activity, progress.DoneBytes, progress.TotalBytes));

    /// <inheritdoc/>
    public void Report(OperationProgress value) => _tenths.Report(value);
}
