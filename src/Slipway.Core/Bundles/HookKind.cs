namespace Slipway.Bundles;

/// <summary>When a hook runs.</summary>
public enum HookKind
{
    /// <summary><c>pre_swap</c>: the new version is complete and verified, nothing has changed yet. Failing is a veto.</summary>
    PreSwap,

    /// <summary><c>post_swap</c>: the links have moved, the service has not been restarted yet. Failing is a bad verdict.</summary>
    PostSwap,

    /// <summary><c>pre_rollback</c>: the version is about to be taken off the air. Failing is reported and stops nothing.</summary>
    PreRollback,
}
