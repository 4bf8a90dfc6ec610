using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Health;

namespace Slipway.Publishing.Gates;

/// <summary>A JSON document, and conditions that must all be true of it, as in a health contract.</summary>
internal sealed record DocumentQuestion : GateQuestion
{
    /// <summary>The document's address.</summary>
    public required GateTemplate Address { get; init; }

    /// <summary>The conditions; at least one.</summary>
    public required ImmutableArray<GateTemplate> Conditions { get; init; }

    /// <summary>What the server asks for, or null.</summary>
    public GateToken? Token { get; init; }

    /// <inheritdoc/>
    public override string Limit => string.Join(" and ", Conditions);

    /// <inheritdoc/>
    internal override TimeSpan UsualTimeout => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    internal override async Task<GateAnswer> AskAsync(GateSubject subject, string folder, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address.Fill(subject));
        var conditions = Conditions.Select(condition => HealthCondition.Parse(condition.Fill(subject))).ToImmutableArray();
        var (status, body) = await GateConnection.SendAsync(request, Token, folder, cancellation);
        return (int)status is >= 200 and < 300
            ? Judge([.. conditions.Select(condition => condition.Evaluate(HealthDocument.Parse(body)))])
            : throw new NoAnswerException($"{GateConnection.Name(request)} answered {(int)status}");
    }

    /// <summary>What was measured and is wrong says more than what is not there.</summary>
    private static GateAnswer Judge(ImmutableArray<ConditionResult> results)
    {
        var wrong = results.Where(result => !result.Holds && result.Observed is not null).ToImmutableArray();
        var found = string.Join(", ", (wrong.IsEmpty ? results : wrong).Select(result => $"{result.Condition.Path} {result.Observed?.ToString() ?? "is missing"}"));
        return !wrong.IsEmpty ? new GateAnswer(RuleOutcome.Failed, found)
            : results.FirstOrDefault(result => result.Observed is null) is { } missing ? throw new NoAnswerException($"{missing.Condition.Path} is not in the document")
            : new GateAnswer(RuleOutcome.Passed, found);
    }
}
