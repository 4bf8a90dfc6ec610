using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Slipway.Publishing.Releases;

namespace Slipway.MSBuild;

/// <summary>What a channel offers now, in one line for each runtime.</summary>
internal static class PublicationLog
{
    public static void Write(TaskLoggingHelper log, Publication publication)
    {
        foreach (var line in PublicationLines.Of(publication))
        {
            log.LogMessage(MessageImportance.High, "{0}", line);
        }
    }
}
