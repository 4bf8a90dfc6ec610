using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Publishing.Gates;

/// <summary>A text of slipway.json with places for the release that a gate is asked about, such as <c>{version}</c>. Braces around anything else stay as they are.</summary>
public sealed partial record GateTemplate
{
    private static readonly ImmutableArray<string> Names = ["product", "version", "channel", "from", "previous", "age"];

    private readonly string _text;

    private GateTemplate(string text) => _text = text;

    /// <summary>Whether it has no places.</summary>
    public bool IsPlain => !Place().IsMatch(_text);

    /// <exception cref="FormatException">It has a place for something else.</exception>
    public static GateTemplate Parse(string text)
    {
        var unknown = Place().Matches(text).Select(place => place.Groups[1].Value).FirstOrDefault(name => !Names.Contains(name));
        return unknown is null
            ? new GateTemplate(text)
            : throw new FormatException($"{{{unknown}}} stands for nothing: expected one of {string.Join(", ", Names.Select(name => $"{{{name}}}"))}");
    }

    /// <summary>The text with what the places stand for.</summary>
    /// <exception cref="NoAnswerException">There is no previous release to ask about.</exception>
    internal string Fill(GateSubject subject) => Place().Replace(_text, place => ValueOf(place.Groups[1].Value, subject));

    /// <summary>The value of a place.</summary>
    internal static string ValueOf(string name, GateSubject subject) => name switch
    {
        "product" => subject.Product.ToString(),
        "version" => subject.Version.ToString(),
        "channel" => subject.Channel.ToString(),
        "from" => subject.From.ToString(),
        "previous" => subject.Previous?.ToString() ?? throw new NoAnswerException("there is no previous release to compare with"),
        _ => AgeOf(subject),
    };

    /// <summary>What was parsed.</summary>
    public override string ToString() => _text;

    /// <summary>Whole seconds, and never 0 of them: no query has a range that is empty.</summary>
    internal static string AgeOf(GateSubject subject) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)(subject.Time - subject.Since).TotalSeconds)}s");

    [GeneratedRegex(@"\{([A-Za-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
