using System.Collections.Immutable;

namespace Slipway.Publishing.Gates;

/// <summary>What a gate asks. There is one kind for each way to ask.</summary>
public abstract record GateQuestion
{
    private protected GateQuestion()
    {
    }

    /// <summary>What the answer must be, in words, for example <c>at most 0.5</c>.</summary>
    public abstract string Limit { get; }

    /// <summary>How long an answer may take where slipway.json does not say.</summary>
    internal abstract TimeSpan UsualTimeout { get; }

    /// <summary>The names of variables of the environment that it hands to others.</summary>
    internal virtual ImmutableArray<string> Variables => [];

    /// <summary>Asks.</summary>
    /// <param name="subject">The release that it is asked about.</param>
    /// <param name="folder">The folder of slipway.json.</param>
    /// <param name="cancellation">Stops it, also when it has taken too long.</param>
    /// <exception cref="NoAnswerException">There is no answer.</exception>
    internal abstract Task<GateAnswer> AskAsync(GateSubject subject, string folder, CancellationToken cancellation);
}
