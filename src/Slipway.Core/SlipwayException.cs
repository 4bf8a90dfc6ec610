namespace Slipway;

/// <summary>A refusal: its message is for the person at the keyboard, its code is for scripts, and nothing was changed.</summary>
/// <remarks>Every host maps it the same way: code, message and hint to the log, no stack trace. Any other exception is a bug.</remarks>
public abstract class SlipwayException(string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary><c>SLP</c> and four digits, stable and listed in <c>docs/errors.md</c>, for example <c>SLP2001</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Everything that it says: itself, or where several things are refused at once each of them.</summary>
    public virtual IEnumerable<(string Code, string Message, string? Hint)> Parts => [(Code, Message, Hint)];

    /// <summary>What to try next, when there is something to try.</summary>
    public string? Hint { get; init; }
}
