using System.Collections.Immutable;
using System.Text.Json.Nodes;
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

    private HealthContract(Uri url, int deadlineSeconds, int intervalSeconds, ImmutableArray<HealthCondition> conditions)
    {
        Url = url;
        Deadline = TimeSpan.FromSeconds(deadlineSeconds);
        Interval = TimeSpan.FromSeconds(intervalSeconds);
        Conditions = conditions;
    }

    /// <summary>What holds when neither manifest nor device says anything else.</summary>
    public static HealthContract Default { get; } =
        new(new Uri("http://127.0.0.1:8080/health"), MaxDeadlineSeconds, 1, DefaultConditions);

    /// <summary>Where the service answers; http or https.</summary>
    public Uri Url { get; }

    /// <summary>How long a new version has, from the swap, to satisfy every condition: 1 s to 20 s.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>The time between two questions: 1 s to 20 s.</summary>
    public TimeSpan Interval { get; }

    /// <summary>What must be true, all in one document. None means that an answer with a 2xx status is enough.</summary>
    public ImmutableArray<HealthCondition> Conditions { get; }

    /// <summary>Reads a contract. A field that is missing has its value from <see cref="Default"/>.</summary>
    /// <exception cref="FormatException">A field is of another kind, out of range, or not a condition.</exception>
    public static HealthContract FromJson(JsonFields contract) => new(
        ReadUrl(contract),
        (int)(contract.OptionalInteger("deadline_s", 1, MaxDeadlineSeconds) ?? (long)Default.Deadline.TotalSeconds),
        (int)(contract.OptionalInteger("interval_s", 1, MaxDeadlineSeconds) ?? (long)Default.Interval.TotalSeconds),
        ReadConditions(contract));

    /// <summary>The contract with every field, as <see cref="FromJson"/> reads it.</summary>
    public JsonObject ToJson() => new()
    {
        ["url"] = Url.OriginalString,
        ["deadline_s"] = (long)Deadline.TotalSeconds,
        ["interval_s"] = (long)Interval.TotalSeconds,
        ["conditions"] = new JsonArray([.. Conditions.Select(condition => JsonValue.Create(condition.ToString()))]),
    };

    /// <summary>Holds every condition against <paramref name="document"/>, in the contract's order.</summary>
    public IReadOnlyList<ConditionResult> Evaluate(HealthDocument document) =>
        [.. Conditions.Select(condition => condition.Evaluate(document))];

    /// <summary>The conditions whose numbers are out of bounds already, and are reported, not punished, when they still are after an update.</summary>
    public IReadOnlyList<HealthCondition> FindExcused(HealthDocument beforeUpdate) =>
        [.. Evaluate(beforeUpdate).Where(result => result.IsOutOfBounds).Select(result => result.Condition)];

    /// <summary>The results that count against a new version: those that fail and are not excused.</summary>
    public static IReadOnlyList<ConditionResult> Blame(IReadOnlyList<ConditionResult> results, IReadOnlyList<HealthCondition> excused) =>
        [.. results.Where(result => !result.Holds && !(result.IsOutOfBounds && excused.Contains(result.Condition)))];

    private static Uri ReadUrl(JsonFields contract)
    {
        if (contract.OptionalText("url") is not { } text)
        {
            return Default.Url;
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

        var texts = contract.Texts("conditions");
        return texts.Count <= MaxConditions
            ? [.. texts.Select(HealthCondition.Parse)]
            : throw contract.Refuse("conditions", $"a list of {texts.Count}", $"at most {MaxConditions}");
    }
}
