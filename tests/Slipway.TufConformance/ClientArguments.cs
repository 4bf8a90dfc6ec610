namespace Slipway.TufConformance;

/// <summary>What the suite asks for: options first, then the verb, then what the verb works on.</summary>
internal sealed record ClientArguments
{
    /// <summary><c>init</c>, <c>refresh</c> or <c>download</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The initial root of <c>init</c>.</summary>
    public string? RootFile { get; init; }

    /// <summary>The targets of <c>download</c>, in order.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    private Dictionary<string, string> Options { get; init; } = [];

    /// <exception cref="FormatException">The arguments are not the suite's.</exception>
    public static ClientArguments Parse(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var targets = new List<string>();
        var at = 0;
        for (; at < arguments.Length && arguments[at].StartsWith("--", StringComparison.Ordinal); at += 2)
        {
            var value = at + 1 < arguments.Length ? arguments[at + 1] : throw new FormatException($"{arguments[at]} has no value");
            if (arguments[at] == "--target-name")
            {
                targets.Add(value);
            }
            else
            {
                options[arguments[at]] = value;
            }
        }

        return arguments[at..] switch
        {
            ["init", var root] => new() { Verb = "init", RootFile = root, Options = options },
            ["refresh"] => new() { Verb = "refresh", Options = options },
            ["download"] when targets.Count > 0 => new() { Verb = "download", TargetNames = targets, Options = options },
            var rest => throw new FormatException($"'{string.Join(' ', rest)}' is no command: expected init ROOT, refresh, or download with a --target-name"),
        };
    }

    /// <summary>The value of an option that the verb needs.</summary>
    /// <exception cref="FormatException">It was not given.</exception>
    public string Require(string option) => Options.GetValueOrDefault(option) ?? throw new FormatException($"{Verb} needs {option}");
}
