using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Publishing;

namespace Slipway.Cli;

/// <summary>Makes options: each is parsed into its type at the edge, and each can be set by an environment variable.</summary>
internal static class Options
{
    /// <summary>An option whose value is parsed, and whose default is the variable <c>SLIPWAY_</c> + its name.</summary>
    /// <param name="name">With its dashes, for example <c>--store</c>.</param>
    /// <param name="value">What stands for the value in help, as in docs/cli.md but in small letters: <c>address</c>.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="parse">The type's one parser; it throws <see cref="FormatException"/>.</param>
    /// <param name="variable">The variable, where it is named after the MSBuild property and not after the option.</param>
    public static Option<T?> Create<T>(string name, string value, string description, Func<string, T> parse, string? variable = null)
    {
        variable ??= VariableOf(name);
        return new Option<T?>(name)
        {
            HelpName = value,
            Description = $"{description} [{variable}]",
            CustomParser = argument => Parse(argument, name, argument.Tokens[^1].Value, parse),
            DefaultValueFactory = argument => Inherited(variable) is { } text ? Parse(argument, variable, text, parse) : default,
        };
    }

    /// <summary>As <see cref="Create{T}"/> for text that needs no parsing.</summary>
    public static Option<string?> Text(string name, string value, string description, string? variable = null) => Create(name, value, description, NotEmpty, variable);

    /// <summary>As <see cref="Create{T}"/>, but the command line or the variable must give it.</summary>
    public static Option<T?> Required<T>(string name, string value, string description, Func<string, T> parse, string? variable = null)
    {
        var option = Create(name, value, description, parse, variable);
        option.Required = Inherited(variable ?? VariableOf(name)) is null;
        if (option.Required)
        {
            // What has a default, if only none, is not asked for.
            option.DefaultValueFactory = null;
        }

        return option;
    }

    /// <summary>As <see cref="Create{T}"/>, but the value may be missing.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="value">What stands for the value in help.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="parse">The type's one parser.</param>
    /// <param name="bare">What the option alone means.</param>
    public static Option<T?> WithOrWithoutValue<T>(string name, string value, string description, Func<string, T> parse, T bare)
    {
        var option = Create(name, value, description, parse);
        var unnamed = option.DefaultValueFactory!;
        option.Arity = ArgumentArity.ZeroOrOne;
        option.DefaultValueFactory = argument => argument.Parent is OptionResult { Implicit: false } ? bare : unnamed(argument);
        return option;
    }

    /// <summary>A switch.</summary>
    public static Option<bool> Switch(string name, string description) => new(name)
    {
        Description = $"{description} [{VariableOf(name)}]",
        DefaultValueFactory = argument => Inherited(VariableOf(name)) is { } text && Parse(argument, VariableOf(name), text, SwitchText.Parse),
    };

    /// <summary>An option that may be repeated; its variable holds values with spaces between them.</summary>
    public static Option<string[]> Several(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = $"{description}; may be repeated [{VariableOf(name)}, separated by spaces]",
        DefaultValueFactory = _ => Inherited(VariableOf(name))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    /// <summary>As <see cref="Create{T}"/>, but it may be repeated; its variable holds values with spaces or semicolons between them.</summary>
    public static Option<ImmutableArray<T>> Several<T>(string name, string value, string description, Func<string, T> parse, string? variable = null)
        where T : notnull
    {
        variable ??= VariableOf(name);
        return new Option<ImmutableArray<T>>(name)
        {
            HelpName = value,
            Description = $"{description}; may be repeated [{variable}, separated by spaces]",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument => ParseAll(argument, name, argument.Tokens.Select(token => token.Value), parse),
            DefaultValueFactory = argument => ParseAll(argument, variable, Inherited(variable)?.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries) ?? [], parse),
        };
    }

    /// <summary>An argument that is parsed.</summary>
    public static Argument<T> Argument<T>(string name, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        CustomParser = argument => Parse(argument, name.ToUpperInvariant(), argument.Tokens[^1].Value, parse),
    };

    /// <summary>As <see cref="Argument{T}"/>, but there may be none, or several.</summary>
    public static Argument<ImmutableArray<T>> Arguments<T>(string name, string description, Func<string, T> parse)
        where T : notnull => new(name)
        {
            Description = description,
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = argument => ParseAll(argument, name.ToUpperInvariant(), argument.Tokens.Select(token => token.Value), parse),
            DefaultValueFactory = _ => [],
        };

    /// <summary>Whether the command line or the option's variable has a value for it, readable or not.</summary>
    public static bool IsGiven(CommandResult arguments, Option option, string? variable = null) =>
        arguments.GetResult(option) is { Implicit: false } || Inherited(variable ?? VariableOf(option.Name)) is not null;

    /// <summary>The environment variable of an option: <c>--store</c> is <c>SLIPWAY_STORE</c>.</summary>
    public static string VariableOf(string name) => "SLIPWAY_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Text that names something.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is empty, or holds a NUL.</exception>
    public static string NotEmpty(string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new FormatException("the value is empty: expected text");

    /// <summary>What the environment says; empty is not set.</summary>
    private static string? Inherited(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static ImmutableArray<T> ParseAll<T>(ArgumentResult argument, string source, IEnumerable<string> texts, Func<string, T> parse)
        where T : notnull =>
        [.. texts.Select(text => Parse(argument, source, text, parse)).OfType<T>()];

    /// <param name="argument">Is told of what cannot be read.</param>
    /// <param name="source">The option, argument or variable that has the text: a build sees only its log.</param>
    /// <param name="text">What it has.</param>
    /// <param name="parse">The type's one parser.</param>
    private static T? Parse<T>(ArgumentResult argument, string source, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            argument.AddError($"{source}: {malformed.Message}.");
            return default;
        }
    }
}
