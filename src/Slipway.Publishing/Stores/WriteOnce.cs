namespace Slipway.Publishing.Stores;

/// <summary>What became of an object that is written once.</summary>
public enum WriteOnce
{
    /// <summary>It was written.</summary>
    Created,

    /// <summary>It was there already with the same bytes.</summary>
    AlreadyThere,

    /// <summary>It was there already with other bytes, and was left alone.</summary>
    Differs,
}
