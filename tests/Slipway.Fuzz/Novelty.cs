using System.Diagnostics;
using System.Runtime;

namespace Slipway.Fuzz;

/// <summary>Tells whether a file led somewhere new: into code that had not run yet, or to a refusal from another place.</summary>
/// <remarks>
/// Code is counted by methods, when the runtime compiles them, not by branches: tools that instrument branches are not on every
/// feed. The instructions at which a refusal was thrown, and through which it came, tell the branches inside methods apart.
/// </remarks>
internal sealed class Novelty
{
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);

    /// <summary>From how many places refusals came.</summary>
    public int Places => _places.Count;

    public Exception? Watch(Func<Exception?> read, out bool isNew)
    {
        var compiled = JitInfo.GetCompiledMethodCount(currentThread: true);
        var refusal = read();
        var isNewCode = JitInfo.GetCompiledMethodCount(currentThread: true) > compiled;
        isNew = (refusal is not null && _places.Add(PlaceOf(refusal))) || isNewCode;
        return refusal;
    }

    private static string PlaceOf(Exception refusal) =>
        PlaceOf(new StackTrace(refusal)) + (refusal.InnerException is { } inner ? PlaceOf(inner) : "");

    /// <summary>Recursion is counted once: how deep a file is nested makes no new place.</summary>
    private static string PlaceOf(StackTrace trace) =>
        string.Join('|', trace.GetFrames().Select(frame => $"{frame.GetMethod()?.Name}+{frame.GetILOffset()}").Distinct());
}
