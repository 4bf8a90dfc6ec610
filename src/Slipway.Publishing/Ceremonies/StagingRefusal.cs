using System.Collections.Immutable;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What stagings are refused with, in one place so that every command says the same.</summary>
internal static class StagingRefusal
{
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: signatures are missing.</exception>
    public static void RequireSigned(StagingReview review)
    {
        if (!review.IsSigned)
        {
            throw ApprovalNeeded(review);
        }
    }

    /// <summary>What waited for signatures too long would stop every device that reads it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>.</exception>
    public static void RequireUnexpired(Staging staging, DateTimeOffset now)
    {
        var metadata = staging.Roles.Select(role => (Role: role.Key, role.Value.Expires)).Concat(staging.Root is null ? [] : [(RoleNames.Root, staging.Root.Expires)]);
        foreach (var (role, expires) in metadata.Where(each => each.Expires <= now))
        {
            throw new StoreException(StoreFailure.Conflict, $"{role} of the staging {staging.Id} expired at {expires:u}: devices would refuse it, and nothing was published.")
            {
                Hint = $"Run the command again that staged it. It can be dropped: slipway discard {staging.Id}",
            };
        }
    }

    /// <summary>Only a root replaces lost keys. Without one nothing excuses a result that readers of today's root could not read.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>.</exception>
    public static void RequireRoot(Staging staging, bool areOldKeysLost)
    {
        if (areOldKeysLost && staging.Root is null)
        {
            throw new InputException(InputFailure.KeyChangeInvalid, $"The staging {staging.Id} has no new root, so no keys of snapshot, timestamp or targets are replaced by it.")
            {
                Hint = "Leave out --old-keys-lost.",
            };
        }
    }

    public static StoreException ApprovalNeeded(StagingReview review) =>
        review.IsSigned
            ? new(StoreFailure.ApprovalNeeded, $"Not published yet: the staging {review.Id} has all its signatures, and the keys of snapshot and timestamp are not here.")
            {
                Hint = $"Where they are: slipway commit {review.Id}",
            }
            : new(StoreFailure.ApprovalNeeded, $"Not published yet: the staging {review.Id} waits for signatures: {string.Join("; ", review.Roles.Where(role => !role.IsSigned).Select(role => $"{role.Role} has {role.DescribeSignatures()}"))}.")
            {
                Hint = $"Whoever holds the other keys looks at it and signs: slipway approve {review.Id}. Then: slipway commit {review.Id}",
            };

    public static StoreException Outdated(string id, string role, long baseVersion, long current) =>
        new(StoreFailure.Conflict, $"The staging {id} was made on {role} {baseVersion}, and {role} is at {current} by now: it must be signed again on the new base.")
        {
            Hint = $"Run the command again that staged it. It can be dropped: slipway discard {id}",
        };

    /// <summary>As <paramref name="lack"/>, and the way out where nobody has the old keys any more.</summary>
    public static InputException OldKeysMissing(Staging staging, InputException lack) => new(lack.Failure, lack.Message, lack)
    {
        Hint = $"{lack.Hint} Old keys are named with --sign-with. Only if nobody has them any more: slipway commit {staging.Id} --old-keys-lost".TrimStart(),
    };

    /// <summary>As <paramref name="refused"/>, and what helps against it.</summary>
    public static TrustException Incomplete(TrustException refused, Staging staging) =>
        new(refused.Failure, refused.Subject, $"{refused.Message} Root {staging.Root!.Version} is out, and the rest of the staging {staging.Id} is not.", refused)
        {
            Hint = $"Complete it, where the new keys are: slipway commit {staging.Id}",
        };

    /// <summary>What a root that is out needs is in the staging alone.</summary>
    public static StoreException NotToBeDropped(Staging staging) =>
        new(StoreFailure.Incomplete, $"Root {staging.Root!.Version} of the staging {staging.Id} is published, and without the rest of it nobody could read on: it cannot be dropped.")
        {
            Hint = $"Complete it, where the new keys are: slipway commit {staging.Id}",
        };

    public static StoreException Taken(RoleFile file) =>
        new(StoreFailure.Conflict, $"Others published {file.Path} first: {file.Role} must be signed again on the new base.")
        {
            Hint = "Readers see nothing of this staging, or what is whole without the rest. Run the command again that staged it, and discard this one.",
        };

    public static StoreException Several(ImmutableArray<string> ids) =>
        new(StoreFailure.StagingNotFound, $"There are {ids.Length} stagings: {string.Join(", ", ids)}.")
        {
            Hint = "Name the one that you mean. 'slipway approve' lists them.",
        };
}
