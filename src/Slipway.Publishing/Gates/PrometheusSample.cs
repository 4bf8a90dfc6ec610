namespace Slipway.Publishing.Gates;

/// <summary>One series of an answer.</summary>
/// <param name="Labels">Its labels, as <c>{rid="linux-x64"}</c>, or empty.</param>
/// <param name="Text">Its value as it was sent.</param>
/// <param name="Value">The value, or null where that is no number to compare: <c>NaN</c>, an infinity.</param>
internal sealed record PrometheusSample(string Labels, string Text, decimal? Value);
