namespace Slipway.Bundles.Archives;

/// <summary>A block of a <see cref="BlockPipe"/> that several read at once; the last one gives it back.</summary>
internal sealed class BlockLease(BlockPipe pipe, byte[] block)
{
    private int _readers = 1;

    /// <summary>One reader more, each of whom calls <see cref="End"/>. Only for somebody who has not called it himself.</summary>
    public void Share() => Interlocked.Increment(ref _readers);

    public void End()
    {
        if (Interlocked.Decrement(ref _readers) == 0)
        {
            pipe.GiveBack(block);
        }
    }
}
