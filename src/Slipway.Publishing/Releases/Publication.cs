using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>What a channel offers after a publication or promotion.</summary>
/// <param name="Version">The version.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Offers">The offers by runtime.</param>
/// <param name="Rollout">How fast it goes out.</param>
/// <param name="Repository">Where it was published.</param>
public sealed record Publication(SemanticVersion Version, ChannelName Channel, ImmutableArray<Offer> Offers, Rollout Rollout, Uri Repository)
{
    /// <summary>Runtimes whose own release stops, because this one is not made for them; null: none.</summary>
    public LeftOut? LeftOut { get; init; }

    /// <summary>That it is a new major version which its offer does not allow, in words; null: it is not.</summary>
    internal string? NewMajor { get; init; }

    /// <summary>The release on GitHub, if it was to be there.</summary>
    public GitHubPublication? GitHub { get; init; }

    /// <summary>The bundles that were published, verified.</summary>
    internal ImmutableArray<SignedBundle> Bundles { get; init; } = [];

    /// <summary>Makes it, and says what the publisher may not have meant, also where others have to sign first.</summary>
    internal static async Task<Publication> MakeAsync(
        ReleaseRepository repository, Func<RepositoryEdit, Task<Publication>> make, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        Publication? made = null;
        try
        {
            await repository.CommitAsync(async edit => made = await make(edit), progress, cancellation);
        }
        catch (StoreException staged) when (staged.Failure == StoreFailure.ApprovalNeeded)
        {
            made?.Warn(repository);
            throw;
        }

        made!.Warn(repository);
        return made;
    }

    private void Warn(ReleaseRepository repository)
    {
        if (LeftOut is not null)
        {
            repository.Warn?.Invoke($"left out in {Channel}: {LeftOut}");
        }

        if (NewMajor is not null)
        {
            repository.Warn?.Invoke(NewMajor);
        }
    }
}
