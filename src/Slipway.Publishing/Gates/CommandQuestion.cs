using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Slipway.Channels;
using Slipway.Publishing.Keys.Commands;

namespace Slipway.Publishing.Gates;

/// <summary>A program that ends with 0 if all is well. There is no shell.</summary>
internal sealed record CommandQuestion : GateQuestion
{
    private const string Prefix = "SLIPWAY_GATE_";

    // What programs need to run at all. Everything else stays here: secrets are given to steps of pipelines as variables.
    private static readonly ImmutableArray<string> Usual =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "ProgramData",
    ];

    /// <summary>The program: a path from the folder of slipway.json, or a name that is looked up in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments.</summary>
    public ImmutableArray<GateTemplate> Arguments { get; init; } = [];

    /// <summary>The names of further variables that it is given.</summary>
    public ImmutableArray<string> Passed { get; init; } = [];

    /// <inheritdoc/>
    public override string Limit => "exit code 0";

    /// <inheritdoc/>
    internal override TimeSpan UsualTimeout => TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    internal override ImmutableArray<string> Variables => Passed;

    /// <inheritdoc/>
    internal override async Task<GateAnswer> AskAsync(GateSubject subject, string folder, CancellationToken cancellation)
    {
        var program = ProgramSearch.Find(Program, folder) ?? throw new NoAnswerException($"the program {Program} is not here");
        var arguments = Arguments.Select(argument => argument.Fill(subject)).ToImmutableArray();
        using var run = Start(program, arguments, subject, folder);
        var (exitCode, _) = await run.FinishAsync(ReadOnlyMemory<byte>.Empty, cancellation);
        var code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        var value = exitCode != 0 && run.LastMessage is { Length: > 0 } message ? $"{code}: {message}" : code;
        return IsOfShell(exitCode) ? new GateAnswer(RuleOutcome.Missing, value) : GateAnswer.Of(exitCode == 0, value);
    }

    /// <summary>A shell says so that a program is missing, cannot be run, or was killed: then nothing was measured.</summary>
    private static bool IsOfShell(int exitCode) => exitCode is 126 or 127 or (> 128 and < 160);

    private CommandRun Start(string program, ImmutableArray<string> arguments, GateSubject subject, string folder)
    {
        try
        {
            return CommandRun.Start(program, arguments, folder, maxOutputBytes: 0, Describe(subject));
        }
        catch (Win32Exception failure)
        {
            throw new NoAnswerException($"the program {Program} cannot be started: {failure.Message}");
        }
    }

    private Dictionary<string, string> Describe(GateSubject subject)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Prefix}PRODUCT"] = subject.Product.ToString(),
            [$"{Prefix}VERSION"] = subject.Version.ToString(),
            [$"{Prefix}CHANNEL"] = subject.Channel.ToString(),
            [$"{Prefix}FROM"] = subject.From.ToString(),
            [$"{Prefix}PREVIOUS"] = subject.Previous?.ToString() ?? "",
            [$"{Prefix}AGE"] = GateTemplate.AgeOf(subject),
        };
        foreach (var name in Usual.Concat(Passed))
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables.TryAdd(name, value);
            }
        }

        return variables;
    }
}
