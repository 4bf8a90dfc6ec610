using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What came of reading the repository.</summary>
/// <param name="State">The verified state, or null.</param>
/// <param name="Refusal">Why there is none, or null.</param>
/// <param name="IsEmpty">Whether the store has no repository of this product, which before <c>slipway init</c> is as it should be.</param>
internal sealed record RepositoryReading(RepositoryState? State, SlipwayException? Refusal, bool IsEmpty = false)
{
    public static async Task<RepositoryReading> ReadAsync(ReleaseRepository repository, CancellationToken cancellation)
    {
        try
        {
            var isEmpty = await repository.Store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation) is null;
            return isEmpty
                ? new RepositoryReading(State: null, Refusal: null, IsEmpty: true)
                : new RepositoryReading(await repository.ReadAsync(cancellation), Refusal: null);
        }
        catch (SlipwayException refusal)
        {
            return new RepositoryReading(State: null, refusal);
        }
    }
}
