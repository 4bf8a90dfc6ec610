using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Promotions;

/// <summary>What gates answered during one promotion. They are asked once, however often others are faster and it is made again.</summary>
internal sealed class GateAnswers(IGateKeeper gates) : IGateKeeper
{
    private (GateSubject Subject, ImmutableArray<RuleEvidence> Answers)? _known;

    public async Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> asked, GateSubject subject, CancellationToken cancellation)
    {
        var timeless = subject with { Time = default };
        if (_known is not { } known || known.Subject != timeless)
        {
            _known = known = (timeless, await gates.AskAsync(asked, subject, cancellation));
        }

        return known.Answers;
    }
}
