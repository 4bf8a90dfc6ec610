using Cake.Core.Diagnostics;
using Slipway.Publishing;
using Slipway.Publishing.Releases;

namespace Slipway.Cake;

/// <summary>What tasks tell Cake's log.</summary>
internal static class CakeText
{
    /// <summary>What a channel offers now.</summary>
    public static void Tell(this ICakeLog log, Publication publication)
    {
        foreach (var line in PublicationLines.Of(publication))
        {
            log.Information("{0}", line);
        }
    }

    /// <summary>Progress, for who raises the verbosity.</summary>
    public static IProgress<OperationProgress> Progress(this ICakeLog log) =>
        new ProgressInTenths(progress => log.Verbose("{0}: {1} of {2} bytes", progress.Activity, progress.DoneBytes, progress.TotalBytes));
}
