namespace Slipway.Publishing.Stores;

/// <summary>How long a publisher waits for the lock of a folder, in pauses of five milliseconds.</summary>
/// <param name="WarnAfter">Pauses until it says that it waits.</param>
/// <param name="GiveUpAfter">Pauses until it gives up.</param>
internal sealed record LockPatience(int WarnAfter, int GiveUpAfter)
{
    /// <summary>Two seconds, and a minute.</summary>
    public static LockPatience Default { get; } = new(400, 12_000);
}
