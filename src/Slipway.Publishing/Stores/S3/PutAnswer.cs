namespace Slipway.Publishing.Stores.S3;

/// <summary>What a server answered to a conditional write.</summary>
internal enum PutAnswer
{
    /// <summary>The object is not in the state that was asked for.</summary>
    ConditionUnmet,

    /// <summary>It is written, and what the server says of it is what was sent.</summary>
    Stored,

    /// <summary>It is written, and what the server says of it does not tell what it has.</summary>
    StoredUnproved,
}
