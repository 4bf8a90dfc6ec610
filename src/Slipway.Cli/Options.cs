using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Slipway.Cli;

/// <summary>Makes options: each is parsed into its type at the edge, and each can be set by an environment variable.</summary>
internal static class Options
{
    /// <summary>An option whose value is parsed, and whose default is the variable <c>SLIPWAY_</c> + its name.</summary>
    /// <param name="name">With its dashes, for example <c>--store</c>.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="parse">The type's one parser; it throws <see cref="FormatException"/>.</param>
    /// <param name="variable">The variable, where it is named after the MSBuild property and not after the option.</param>
    public static Option<T?> Create<T>(string name, string description, Func<string, T> parse, string? variable = null)
    {
        variable ??= VariableOf(name);
        return new Option<T?>(name)
        {
            Description = $"{description} [{variable}]",
            CustomParser = argument => Parse(argument, argument.Tokens[^1].Value, parse),
            DefaultValueFactory = argument => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
                ? Parse(argument, value, parse)
                : default,
        };
    }

    /// <summary>As <see cref="Create{T}"/> for text that needs no parsing.</summary>
    public static Option<string?> Text(string name, string description, string? variable = null) => Create(name, description, NotEmpty, variable);

    /// <summary>As <see cref="Create{T}"/>, but the command line or the variable must give it.</summary>
    public static Option<T?> Required<T>(string name, string description, Func<string, T> parse, string? variable = null)
    {
        var option = Create(name, description, parse, variable);
        option.Required = Environment.GetEnvironmentVariable(variable ?? VariableOf(name)) is not { Length: > 0 };
        if (option.Required)
        {
            // What has a default, if only none, is not asked for.
            option.DefaultValueFactory = null;
        }

        return option;
    }

    /// <summary>As <see cref="Create{T}"/>, but the value may be missing.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="parse">The type's one parser.</param>
    /// <param name="bare">What the option alone means.</param>
    public static Option<T?> WithOrWithoutValue<T>(string name, string description, Func<string, T> parse, T bare)
        where T : class
    {
        var option = Create(name, description, parse);
        var unnamed = option.DefaultValueFactory!;
        option.Arity = ArgumentArity.ZeroOrOne;
        option.DefaultValueFactory = argument => argument.Parent is OptionResult { Implicit: false } ? bare : unnamed(argument);
        return option;
    }

    /// <summary>A switch.</summary>
    public static Option<bool> Switch(string name, string description) => new(name)
    {
        Description = $"{description} [{VariableOf(name)}]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(VariableOf(name)) ?.ToUpperInvariant() is "1" or "TRUE",
    };

    /// <summary>An option that may be repeated; its variable holds values with spaces between them.</summary>
    public static Option<string[]> Several(string name, string description) => new(name)
    {
        Description = $"{description}; may be repeated [{VariableOf(name)}, separated by spaces]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(VariableOf(name))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    /// <summary>As <see cref="Create{T}"/>, but it may be repeated; its variable holds values with spaces or semicolons between them.</summary>
    public static Option<ImmutableArray<T>> Several<T>(string name, string description, Func<string, T> parse, string? variable = null)
        where T : notnull
    {
        variable ??= VariableOf(name);
        return new Option<ImmutableArray<T>>(name)
        {
            Description = $"{description}; may be repeated [{variable}, separated by spaces]",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument => ParseAll(argument, argument.Tokens.Select(token => token.Value), parse),
            DefaultValueFactory = argument => ParseAll(argument, Environment.GetEnvironmentVariable(variable)?.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries) ?? [], parse),
        };
    }

    /// <summary>An argument that is parsed.</summary>
    public static Argument<T> Argument<T>(string name, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        CustomParser = argument => Parse(argument, argument.Tokens[^1].Value, parse),
    };

    /// <summary>As <see cref="Argument{T}"/>, but there may be none, or several.</summary>
    public static Argument<ImmutableArray<T>> Arguments<T>(string name, string description, Func<string, T> parse)
        where T : notnull => new(name)
        {
            Description = description,
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = argument => ParseAll(argument, argument.Tokens.Select(token => token.Value), parse),
            DefaultValueFactory = _ => [],
        };

    /// <summary>Whether the command line or the option's variable has a value for it, readable or not.</summary>
    public static bool IsGiven(CommandResult arguments, Option option, string? variable = null) =>
        arguments.GetResult(option) is { Implicit: false } || Environment.GetEnvironmentVariable(variable ?? VariableOf(option.Name)) is { Length: > 0 };

    /// <summary>The environment variable of an option: <c>--store</c> is <c>SLIPWAY_STORE</c>.</summary>
    public static string VariableOf(string name) => "SLIPWAY_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Text that names something.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is empty, or holds a NUL.</exception>
    public static string NotEmpty(string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new FormatException("a value is empty: expected a name or a path");

    private static ImmutableArray<T> ParseAll<T>(ArgumentResult argument, IEnumerable<string> texts, Func<string, T> parse)
        where T : notnull =>
        [.. texts.Select(text => Parse(argument, text, parse)).OfType<T>()];

    private static T? Parse<T>(ArgumentResult argument, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            argument.AddError($"{malformed.Message}.");
            return default;
        }
    }
}
