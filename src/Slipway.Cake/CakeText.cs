using Cake.Core.Diagnostics;
using Slipway.Publishing;

namespace Slipway.Cake;

/// <summary>What tasks tell Cake's log.</summary>
internal static class CakeText
{
    /// <summary>Each as it is: what is in it is no format.</summary>
    public static void Tell(this ICakeLog log, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            log.Information("{0}", PlainText.Of(line));
        }
    }

    /// <summary>Progress, for who raises the verbosity.</summary>
    public static IProgress<OperationProgress> Progress(this ICakeLog log) =>
        new ProgressInTenths(progress => log.Verbose("{0}: {1} of {2} bytes", progress.Activity, progress.DoneBytes, progress.TotalBytes));
}
