using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Slipway.Bundles;
using Slipway.Health;
using Slipway.Json;

namespace Slipway.Publishing.Gates;

/// <summary>Reads the gates of a channel.</summary>
internal static partial class GateReader
{
    private const int MaxGates = 32;
    private const int MaxQuery = 8192;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    private static readonly ImmutableArray<string> Kinds = ["prometheus", "url", "command"];
    private static readonly ImmutableArray<string> Common = ["name", "when", "on_failure", "timeout"];

    /// <summary>The gates in their order.</summary>
    /// <exception cref="FormatException">One of them cannot be asked, or two have one name.</exception>
    public static ImmutableArray<Gate> ReadAll(JsonFields channel)
    {
        ImmutableArray<Gate> gates = channel.Has("gates") ? [.. channel.Objects("gates").Select(Read)] : [];
        return gates.Length > MaxGates ? throw channel.Refuse("gates", $"a list of {gates.Length}", $"at most {MaxGates}")
            : gates.GroupBy(gate => gate.Name).FirstOrDefault(group => group.Count() > 1) is { } twice ? throw channel.Refuse("gates", $"a list with two gates '{twice.Key}'", "each name once")
            : gates;
    }

    private static Gate Read(JsonFields json)
    {
        var name = json.Text("name", SegmentName.Parse);
        if (Kinds.Where(json.Has).ToImmutableArray() is not [var kind])
        {
            throw json.Refuse("name", $"'{name}', a gate that asks nobody or several", $"one of {string.Join(", ", Kinds)} beside it");
        }

        GateQuestion question = kind switch
        {
            "prometheus" => ReadPrometheus(json),
            "url" => ReadDocument(json),
            _ => ReadCommand(json),
        };
        var moments = ReadMoments(json);
        return new Gate
        {
            Name = name,
            Question = question,
            Moments = moments,
            Action = ReadAction(json, moments),
            Timeout = json.Has("timeout") ? json.Text("timeout", ReadTimeout) : question.UsualTimeout,
        };
    }

    private static PrometheusQuestion ReadPrometheus(JsonFields json)
    {
        json.RequireOnly([.. Common, "prometheus", "query", "baseline", .. GateThresholds.Fields, "token"]);
        var thresholds = GateThresholds.FromJson(json);
        if (thresholds.NeedBaseline != json.Has("baseline"))
        {
            throw json.Refuse("baseline", thresholds.NeedBaseline ? "missing" : "compared with nothing", "a query for what at_most_over_baseline or at_least_of_baseline compares with");
        }

        var server = json.Text("prometheus", ReadServer);
        return new PrometheusQuestion
        {
            Server = server,
            Query = json.Text("query", ReadQuery),
            Baseline = json.Has("baseline") ? json.Text("baseline", ReadQuery) : null,
            Thresholds = thresholds,
            Token = ReadToken(json, server),
        };
    }

    private static DocumentQuestion ReadDocument(JsonFields json)
    {
        json.RequireOnly([.. Common, "url", "conditions", "token"]);
        var address = json.Text("url", ReadAddress);
        var conditions = json.Texts("conditions");
        return new DocumentQuestion
        {
            Address = address,
            Conditions = conditions.Count is > 0 and <= HealthContract.MaxConditions
                ? json.OptionalTexts("conditions", texts => texts.Select(ReadCondition).ToImmutableArray())
                : throw json.Refuse("conditions", $"a list of {conditions.Count}", $"1 to {HealthContract.MaxConditions}"),
            Token = ReadToken(json, new Uri(address.ToString())),
        };
    }

    private static CommandQuestion ReadCommand(JsonFields json)
    {
        json.RequireOnly([.. Common, "command", "environment"]);
        var words = json.OptionalCommand("command");
        return new CommandQuestion
        {
            Program = GateTemplate.Parse(words[0]).IsPlain ? words[0] : throw json.Refuse("command", $"'{words[0]}'", "a program that is always the same"),
            Arguments = json.OptionalTexts("command", all => all.Skip(1).Select(GateTemplate.Parse).ToImmutableArray()),
            Passed = json.OptionalTexts("environment", names => names.Select(ReadVariable).ToImmutableArray()),
        };
    }

    private static Uri ReadServer(string text) =>
        TryReadAddress(text) is { Query.Length: 0 } server ? server : throw new FormatException($"'{text}' is not a server: expected an http or https address without a query");

    /// <summary>Which server is asked does not depend on the release.</summary>
    private static GateTemplate ReadAddress(string text) =>
        GateTemplate.Parse(text) is var address && TryReadAddress(text) is { } url && GateTemplate.Parse(url.GetLeftPart(UriPartial.Authority)).IsPlain
            ? address
            : throw new FormatException($"'{text}' is not an address: expected one of http or https, with places after the server's name only");

    private static Uri? TryReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Fragment.Length == 0 ? url : null;

    private static GateTemplate ReadQuery(string text) =>
        text.Length is > 0 and <= MaxQuery ? GateTemplate.Parse(text) : throw new FormatException($"a query has {text.Length} characters: expected 1 to {MaxQuery}");

    private static GateTemplate ReadCondition(string text)
    {
        HealthCondition.Parse(text);
        return GateTemplate.Parse(text);
    }

    /// <summary>Slipway's own variables may hold or lead to secrets of keys.</summary>
    private static string ReadVariable(string name) =>
        VariableName().IsMatch(name) && !name.StartsWith("SLIPWAY_", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw new FormatException($"'{name}' cannot be given to a program: expected the name of a variable that does not begin with SLIPWAY_");

    private static GateToken? ReadToken(JsonFields json, Uri server) =>
        !json.Has("token") ? null
        : GateToken.MayGoTo(server) ? json.Text("token", GateToken.Parse)
        : throw json.Refuse("token", $"for {server.GetLeftPart(UriPartial.Authority)}", "https, or a server on this machine: everybody on the way could read it");

    private static TimeSpan ReadTimeout(string text) =>
        DurationText.Parse(text) is var timeout && timeout > TimeSpan.Zero && timeout <= LongestTimeout ? timeout : throw new FormatException($"'{text}' is no timeout: expected 1m to 1d");

    private static GateMoment ReadMoments(JsonFields json) => json.OptionalText("when") switch
    {
        null => GateMoment.Promote | GateMoment.Advance,
        "promote" => GateMoment.Promote,
        "advance" => GateMoment.Advance,
        var other => throw json.Refuse("when", $"'{other}'", "promote or advance"),
    };

    private static GateAction ReadAction(JsonFields json, GateMoment moments) => json.OptionalText("on_failure") switch
    {
        null => GateAction.Wait,
        var action when !moments.HasFlag(GateMoment.Advance) => throw json.Refuse("on_failure", $"'{action}'", "none where a gate is asked for promotions only"),
        "wait" => GateAction.Wait,
        "halt" => GateAction.Halt,
        "rollback" => GateAction.Rollback,
        var other => throw json.Refuse("on_failure", $"'{other}'", "wait, halt or rollback"),
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
