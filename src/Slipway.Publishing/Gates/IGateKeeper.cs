using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Gates;

/// <summary>Asks gates.</summary>
public interface IGateKeeper
{
    /// <summary>Asks all of them at once. Whatever goes wrong with one is its answer: <see cref="RuleOutcome.Missing"/>, with the reason as value.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="subject">The release they are asked about.</param>
    /// <param name="cancellation">Stops it; the only exception that comes out.</param>
    /// <returns>One answer a gate, in their order; the rule is <c>gate/NAME</c>.</returns>
    Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation);
}
