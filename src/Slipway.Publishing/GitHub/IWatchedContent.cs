namespace Slipway.Publishing.GitHub;

/// <summary>A body that takes so long that it says when it gets on.</summary>
internal interface IWatchedContent
{
    /// <summary>Says from now on to <paramref name="watch"/> when bytes move.</summary>
    void WatchWith(IdleWatch watch);
}
