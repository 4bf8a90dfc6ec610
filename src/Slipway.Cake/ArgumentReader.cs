using Slipway.Publishing;

namespace Slipway.Cake;

/// <summary>Reads arguments, and where one is not given the variable of the same meaning. What cannot be read is refused under the argument's name.</summary>
/// <param name="argument">An argument by its name without dashes: null where it is not given, empty where it has no value.</param>
/// <param name="variable">An environment variable, or null.</param>
internal sealed class ArgumentReader(Func<string, string?> argument, Func<string, string?> variable)
{
    private const string Prefix = "SLIPWAY_";

    /// <summary>Text, or null where neither has any.</summary>
    public string? Text(string name, string? variableName = null) =>
        argument(name) is { Length: > 0 } given ? given
        : variable(variableName ?? VariableOf(name)) is { Length: > 0 } inherited ? inherited
        : null;

    /// <summary>A parsed value, or null.</summary>
    /// <exception cref="InputException"><paramref name="failure"/>.</exception>
    public T? Read<T>(string name, Func<string, T> parse, InputFailure failure, string? variableName = null)
        where T : class => Text(name, variableName) is { } text ? Parse(name, text, parse, failure) : null;

    /// <summary>As <see cref="Read{T}"/>.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public T? ReadValue<T>(string name, Func<string, T> parse, string? variableName = null)
        where T : struct => Text(name, variableName) is { } text ? Parse(name, text, parse, InputFailure.OptionInvalid) : null;

    /// <summary>A switch: on where it is given without a value.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public bool Switch(string name) => ReadValueOr(name, bare: true, SwitchText.Parse) ?? false;

    /// <summary>As <see cref="ReadValue{T}"/>, and <paramref name="bare"/> where it is given without a value.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public T? ReadValueOr<T>(string name, T bare, Func<string, T> parse)
        where T : struct => argument(name) is { Length: 0 } ? bare : ReadValue(name, parse);

    /// <summary>The variable of an argument: <c>allow-major</c> is <c>SLIPWAY_ALLOW_MAJOR</c>.</summary>
    public static string VariableOf(string name) => Prefix + name.Replace('-', '_').ToUpperInvariant();

    private static T Parse<T>(string name, string text, Func<string, T> parse, InputFailure failure)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            throw new InputException(failure, $"--{name}: {malformed.Message}.", malformed);
        }
    }
}
