namespace Slipway.Publishing.History;

/// <summary>What happened to a release in a channel.</summary>
public enum ReleaseEventKind
{
    /// <summary>The channel offers it, and no other one did before.</summary>
    Published,

    /// <summary>The channel offers what another one offered.</summary>
    Promoted,

    /// <summary>The channel offers an older release than before.</summary>
    Lowered,

    /// <summary>The same release is offered in another way: notes, or what it allows.</summary>
    OfferChanged,

    /// <summary>The channel no longer offers anything to the runtime.</summary>
    Withdrawn,

    /// <summary>Its rollout begins.</summary>
    Started,

    /// <summary>It goes to more devices.</summary>
    Widened,

    /// <summary>It goes to fewer devices than it was to.</summary>
    Narrowed,

    /// <summary>It goes to nobody else.</summary>
    Halted,

    /// <summary>It goes on where it was halted.</summary>
    Resumed,

    /// <summary>Devices go back from it to what the offer pins.</summary>
    RolledBack,

    /// <summary>Nobody is to install it any more, in no channel, and devices that run it leave it.</summary>
    Yanked,

    /// <summary>The people of targets have declared a yank of it void.</summary>
    Unyanked,

    /// <summary>Rollouts do not say any more that it was yanked, and targets has not declared that void. No command does that.</summary>
    YankDropped,

    /// <summary>The rollout says the same in another way, or nothing any more.</summary>
    RolloutChanged,

    /// <summary>Something changed, and the document that says what is gone from the store or is not what was signed for.</summary>
    Unknown,

    /// <summary>The store has a version of the role that no key signed which the repository trusts, or is known to have trusted. What it says is not repeated.</summary>
    NotVerified,
}
