namespace Slipway.Json;

/// <summary>A field is missing, unknown, or says what cannot be used.</summary>
public sealed class FieldException(string field, string message, Exception? innerException = null) : FormatException(message, innerException)
{
    /// <summary>The way to it from the document's root, as in <c>channels.stable.waves[1].percent</c>.</summary>
    public string Field { get; } = field;

    /// <summary>Whether it is the name that is wrong, not the value.</summary>
    public bool IsName { get; init; }
}
