namespace Slipway.Tuf.Sources;

/// <summary>How repositories are read that not everybody may read.</summary>
public sealed record RepositoryAccess
{
    /// <summary>They may be read by everybody, at their own servers.</summary>
    public static RepositoryAccess Public { get; } = new();

    /// <summary>Which other servers redirects and links may lead to.</summary>
    public RedirectHosts Hosts { get; init; } = RedirectHosts.None;

    /// <summary>Makes the links; null where files are asked for at their own addresses.</summary>
    public ILinkIssuer? Links { get; init; }
}
