using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Gates;

/// <summary>Asks gates over the network and by running programs, in the folder of slipway.json.</summary>
public sealed class GateKeeper(ReleasePolicy policy) : IGateKeeper
{
    /// <summary>The longest value or limit that goes into evidence, in characters: devices read it with every offer.</summary>
    internal const int MaxText = 200;

    /// <inheritdoc/>
    public async Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation) =>
        [.. await Task.WhenAll(gates.Select(gate => AskAsync(gate, subject, cancellation)))];

    private async Task<RuleEvidence> AskAsync(Gate gate, GateSubject subject, CancellationToken cancellation)
    {
        var answer = await AnswerAsync(gate, subject, cancellation);
        return new RuleEvidence($"{RuleEvidence.GatePrefix}{gate.Name}", answer.Outcome, subject.Time)
        {
            Value = Short(answer.Value),
            Limit = Short(gate.Question.Limit),
        };
    }

    private async Task<GateAnswer> AnswerAsync(Gate gate, GateSubject subject, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(gate.Timeout);
        try
        {
            return await gate.Question.AskAsync(subject, policy.Folder, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new GateAnswer(RuleOutcome.Missing, $"no answer within {DurationWords.Of(gate.Timeout)}");
        }
        catch (Exception unanswered) when (unanswered is NoAnswerException or IOException or FormatException or UnauthorizedAccessException)
        {
            return new GateAnswer(RuleOutcome.Missing, unanswered.Message);
        }
    }

    private static string Short(string text) => PlainText.Of(text) is { Length: > MaxText } plain ? $"{plain[..(MaxText - 1)]}…" : PlainText.Of(text);
}
