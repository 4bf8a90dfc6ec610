namespace Slipway;

/// <summary>Something the user wrote or pointed at cannot be used: a property, an option, a file, a key, slipway.json.</summary>
public sealed class InputException(InputFailure failure, string message, Exception? innerException = null)
    : SlipwayException($"SLP{1000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public InputFailure Failure { get; } = failure;

    /// <summary>The place in a file that <see cref="Exception.Message"/> begins with, for hosts that can go there; null where it names none.</summary>
    public FileMistake? Mistake { get; init; }
}
