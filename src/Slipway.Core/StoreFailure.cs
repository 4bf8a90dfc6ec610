namespace Slipway;

/// <summary>What the release store refused or lacks. The numbers are public: they are the last three digits of the code.</summary>
public enum StoreFailure
{
    /// <summary>The store, or this product's repository in it, does not exist.</summary>
    NotFound = 1,

    /// <summary>The release is not in the channel.</summary>
    NotInChannel = 2,

    /// <summary>Others kept publishing first, or what is staged was made on a state that is no more. Nothing was published.</summary>
    Conflict = 3,

    /// <summary>A write-once object exists with other bytes.</summary>
    ImmutableObjectDiffers = 4,

    /// <summary>The store cannot be reached, read or written.</summary>
    Unavailable = 5,

    /// <summary>The store has an object missing that its signed metadata names.</summary>
    Incomplete = 6,

    /// <summary>The repository exists already, and is never initialised twice.</summary>
    AlreadyInitialized = 7,

    /// <summary>A release was published under this version and runtime with other bytes.</summary>
    ReleaseDiffers = 8,

    /// <summary>The store has no room left; readers are unaffected.</summary>
    Full = 9,

    /// <summary>The address is not one of a kind of store that is known.</summary>
    AddressInvalid = 10,

    /// <summary>A path has a segment that is empty, goes up, or has a character that no path has. Nothing was touched.</summary>
    PathInvalid = 11,

    /// <summary>There are no credentials for the store, or it does not let them do this.</summary>
    AccessDenied = 12,

    /// <summary>The server does not know conditional writes, without which publishers overwrite each other.</summary>
    ConditionsUnsupported = 13,

    /// <summary>Signed metadata counts for less time than was asked for: what renews it does not run, or cannot sign.</summary>
    EndsSoon = 14,

    /// <summary>Others have to sign before it can be published: it is staged, and readers see nothing of it.</summary>
    ApprovalNeeded = 20,

    /// <summary>There is no such staging, or there are several and none was named.</summary>
    StagingNotFound = 21,
}
