using Slipway.Publishing.Keys;
using Slipway.Signing;

namespace Slipway.Publishing.Ceremonies;

/// <summary>One key of a role, and the one that takes its place.</summary>
internal sealed record KeyRotation(string Role, VerificationKey Old, VerificationKey New, KeyReference Reference);
