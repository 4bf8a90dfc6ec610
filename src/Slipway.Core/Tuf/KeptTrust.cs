namespace Slipway.Tuf;

/// <summary>What was kept from earlier runs and is complete and fresh.</summary>
/// <param name="Trusted">Root, timestamp, snapshot and targets, verified.</param>
/// <param name="TimestampTag">The tag to ask with whether the timestamp has changed.</param>
internal sealed record KeptTrust(TrustedMetadata Trusted, string TimestampTag);
