using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>On what a promotion or a wave rests, in words.</summary>
public static class EvidenceText
{
    /// <summary>For example <c>bake passed: out since 2026-03-01T12:00:00Z, asked for 2d</c>. It may come from the store: whoever prints it makes it <see cref="PlainText"/>.</summary>
    public static string Of(RuleEvidence rule)
    {
        var limit = rule.Limit is null ? null : $"asked for {rule.Limit}";
        var details = string.Join(", ", new[] { rule.Value, limit }.OfType<string>());
        return $"{rule.Rule} {rule.Outcome.ToString().ToLowerInvariant()}{(details.Length > 0 ? $": {details}" : "")}";
    }
}
