using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Agent.Services;

/// <summary>A process with all that it started.</summary>
internal static class ProcessTree
{
    /// <summary>Kills what can be killed. What has ended meanwhile, or belongs to another user, must not keep a bad release on the air.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Nothing else can be done about it.
        }
    }
}
