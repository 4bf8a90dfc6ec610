using System.Collections.Immutable;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A staging as it was shown: everything that it changes, computed from the metadata that would be signed, against the verified state.</summary>
public sealed class StagingReview
{
    internal StagingReview(Staging staging, ImmutableArray<RoleReview> roles)
    {
        Staging = staging;
        Roles = roles;
    }

    /// <summary>Its id.</summary>
    public string Id => Staging.Id;

    /// <summary>When it was made, as it says itself.</summary>
    public DateTimeOffset CreatedAt => Staging.CreatedAt;

    /// <summary>The publication that it was made on, as it says itself.</summary>
    public long BaseTimestamp => Staging.BaseTimestamp;

    /// <summary>What it changes, the root first.</summary>
    public ImmutableArray<RoleReview> Roles { get; }

    /// <summary>Whether it has all the signatures it needs.</summary>
    public bool IsSigned => Roles.All(role => role.IsSigned);

    /// <summary>What was shown, and nothing else is what gets signed.</summary>
    internal Staging Staging { get; }
}
