using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Health;

/// <summary>What a new version must show, and by when, before it may stay.</summary>
/// <remarks>It travels in the signed manifest; device.json may override it. Immutable and thread-safe.</remarks>
public sealed class HealthContract
{
    /// <summary>The longest deadline, in seconds: a bad release is off the air within 30 s of the swap.</summary>
    public const int MaxDeadlineSeconds = 20;

    /// <summary>The most conditions.</summary>
    public const int MaxConditions = 64;

    private static readonly ImmutableArray<HealthCondition> DefaultConditions =
    [
        HealthCondition.Parse("status == \"healthy\""),
        HealthCondition.Parse("metrics.cpu_percent < 95"),
        HealthCondition.Parse("metrics.disk_percent < 95"),
        HealthCondition.Parse("cloud.queue_depth < 10000"),
        HealthCondition.Parse("agent.running == true"),
    ];

    /// <summary>The most words of <see cref="Command"/>.</summary>
    public const int MaxCommandWords = 32;

    /// <summary>The longest word of <see cref="Command"/>, in characters.</summary>
    public const int MaxCommandWordLength = 1024;

    private static readonly Uri DefaultUrl = new("http://127.0.0.1:8080/health");

    private HealthContract(
        Uri? url, int deadlineSeconds, int intervalSeconds, ImmutableArray<HealthCondition> conditions, ImmutableArray<string> command, string? unit)
    {
        Url = url;
        Command = command;
        Unit = unit;
        Deadline = TimeSpan.FromSeconds(deadlineSeconds);
        Interval = TimeSpan.FromSeconds(intervalSeconds);
        Conditions = conditions;
    }

    /// <summary>What holds when neither manifest nor device says anything else.</summary>
    public static HealthContract Default { get; } =
        new(DefaultUrl, MaxDeadlineSeconds, 1, DefaultConditions, [], unit: null);

    /// <summary>Where the service answers; http or https. Null when it is not asked, but <see cref="Command"/> or <see cref="Unit"/> only.</summary>
    public Uri? Url { get; }

    /// <summary>A program of the release, relative to its folder, and its arguments; it ends with 0 when the release is healthy. None: no program is run.</summary>
    public ImmutableArray<string> Command { get; }

    /// <summary>A systemd unit that has to be active; null for none.</summary>
    public string? Unit { get; }

    /// <summary>How long a new version has, from the swap, to satisfy every condition: 1 s to 20 s.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>The time between two questions: 1 s to 20 s.</summary>
    public TimeSpan Interval { get; }

    /// <summary>What must be true, all in one document. None means that an answer with a 2xx status is enough.</summary>
    public ImmutableArray<HealthCondition> Conditions { get; }

    /// <summary>Reads a contract. A field that is missing has its value from <see cref="Default"/>; where <c>command</c> or <c>unit</c> stand alone, nobody is asked by http.</summary>
    /// <exception cref="FormatException">
    /// A field is of another kind, out of range, or not a condition; or there is one that this version does not know, and a contract that is not understood
    /// cannot be judged.
    /// </exception>
    public static HealthContract FromJson(JsonFields contract)
    {
        contract.RequireOnly("url", "deadline_s", "interval_s", "conditions", "command", "unit");
        var command = ReadCommand(contract);
        var unit = ReadUnit(contract);
        var isAskedByHttp = contract.Has("url") || contract.Has("conditions") || (command.IsEmpty && unit is null);
        return new HealthContract(
            isAskedByHttp ? ReadUrl(contract) : null,
            (int)(contract.OptionalInteger("deadline_s", 1, MaxDeadlineSeconds) ?? (long)Default.Deadline.TotalSeconds),
            (int)(contract.OptionalInteger("interval_s", 1, MaxDeadlineSeconds) ?? (long)Default.Interval.TotalSeconds),
            isAskedByHttp ? ReadConditions(contract) : [],
            command,
            unit);
    }

    /// <summary>The contract with every field, as <see cref="FromJson"/> reads it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Url is not null)
        {
            json["url"] = Url.OriginalString;
        }

        json["deadline_s"] = (long)Deadline.TotalSeconds;
        json["interval_s"] = (long)Interval.TotalSeconds;
        if (Url is not null)
        {
            json["conditions"] = new JsonArray([.. Conditions.Select(condition => JsonValue.Create(condition.ToString()))]);
        }

        if (!Command.IsEmpty)
        {
            json["command"] = new JsonArray([.. Command.Select(word => JsonValue.Create(word))]);
        }

        if (Unit is not null)
        {
            json["unit"] = Unit;
        }

        return json;
    }

    /// <summary>Holds every condition against <paramref name="document"/>, in the contract's order.</summary>
    public IReadOnlyList<ConditionResult> Evaluate(HealthDocument document) =>
        [.. Conditions.Select(condition => condition.Evaluate(document))];

    /// <summary>The conditions whose numbers are out of bounds already, and are reported, not punished, when they still are after an update.</summary>
    public IReadOnlyList<HealthCondition> FindExcused(HealthDocument beforeUpdate) =>
        [.. Evaluate(beforeUpdate).Where(result => result.IsOutOfBounds).Select(result => result.Condition)];

    /// <summary>The results that count against a new version: those that fail and are not excused.</summary>
    public static IReadOnlyList<ConditionResult> Blame(IReadOnlyList<ConditionResult> results, IReadOnlyList<HealthCondition> excused) =>
        [.. results.Where(result => !result.Holds && !(result.IsOutOfBounds && excused.Contains(result.Condition)))];

    /// <summary>What speaks against this contract for a release with these executables; null when nothing does.</summary>
    internal string? Objection(IReadOnlySet<string> executables) =>
        Command is [var program, ..] && !executables.Contains(program) ? $"health.command runs '{program}': expected one of the release's executable files" : null;

    private static Uri ReadUrl(JsonFields contract)
    {
        if (contract.OptionalText("url") is not { } text)
        {
            return DefaultUrl;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.UserInfo.Length == 0
            ? url
            : throw contract.Refuse("url", $"'{text}'", "an http or https address");
    }

    private static ImmutableArray<HealthCondition> ReadConditions(JsonFields contract)
    {
        if (!contract.Has("conditions"))
        {
            return Default.Conditions;
        }

        var conditions = contract.Texts("conditions", HealthCondition.Parse);
        return conditions.Count <= MaxConditions
            ? [.. conditions]
            : throw contract.Refuse("conditions", $"a list of {conditions.Count}", $"at most {MaxConditions}");
    }

    private static ImmutableArray<string> ReadCommand(JsonFields contract)
    {
        if (!contract.Has("command"))
        {
            return [];
        }

        var words = contract.Texts("command");
        if (words.Count is 0 or > MaxCommandWords || !BundlePath.TryParse(words[0], out _))
        {
            throw contract.Refuse("command", words.Count == 0 ? "empty" : $"'{BundlePath.Printable(words[0])}' and {words.Count - 1} more", $"a path inside the release and at most {MaxCommandWords - 1} arguments");
        }

        return words.All(word => word.Length <= MaxCommandWordLength && !word.Contains('\0', StringComparison.Ordinal))
            ? [.. words]
            : throw contract.Refuse("command", "an argument that cannot be passed on", $"at most {MaxCommandWordLength} characters each, none of them NUL");
    }

    private static string? ReadUnit(JsonFields contract) =>
        contract.OptionalText("unit") is not { } unit ? null
        : UnitName.IsValid(unit) ? unit
        : throw contract.Refuse("unit", $"'{unit}'", "the name of a unit, as in edge-agent.service");
}
