namespace Slipway.Publishing.Policy;

/// <summary>One step of a rollout: how many devices a release goes to, and how long that is watched before the next step.</summary>
/// <param name="Permyriad">The share of devices in ten thousandths, 1 to 10000; all that went before are among them.</param>
/// <param name="Soak">How long the share stays before the next one may follow.</param>
public sealed record Wave(int Permyriad, TimeSpan Soak);
