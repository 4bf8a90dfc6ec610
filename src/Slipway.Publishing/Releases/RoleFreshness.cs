namespace Slipway.Publishing.Releases;

/// <summary>How much of its life a role's signature has left.</summary>
public enum RoleFreshness
{
    /// <summary>Enough.</summary>
    Fresh,

    /// <summary>So little that somebody should look.</summary>
    EndsSoon,

    /// <summary>Nothing: devices refuse it.</summary>
    Expired,
}
