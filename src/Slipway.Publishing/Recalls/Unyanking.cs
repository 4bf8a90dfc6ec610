using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>Yanks that were declared void.</summary>
/// <param name="Yanks">The yanks that hold no more; none: nothing had to be signed by targets.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsChanged">Whether anything was signed.</param>
/// <param name="Yanked">What is yanked still, by version.</param>
/// <param name="Stopped">Rollouts that are halted or go back, of releases that are not yanked any more: they stay so until somebody resumes them.</param>
public sealed record Unyanking(ImmutableArray<YankedRelease> Yanks, string Reason, bool IsChanged, ImmutableArray<YankedRelease> Yanked, ImmutableArray<Rollout> Stopped);
