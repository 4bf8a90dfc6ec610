namespace Slipway.Publishing.Gates;

/// <summary>A gate has no answer. It never leaves <see cref="GateKeeper"/>.</summary>
/// <param name="message">Why, as half a sentence.</param>
#pragma warning disable CA1064 // Nobody else can catch it: GateKeeper makes an answer of it.
internal sealed class NoAnswerException(string message) : Exception(message);
#pragma warning restore CA1064
