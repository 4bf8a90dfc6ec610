using System.Collections.Concurrent;

namespace Slipway.Bundles.Archives;

/// <summary>Hands bytes from one thread to another in a few large blocks, so that neither waits for each write of the other.</summary>
/// <remarks>Both sides stop with <see cref="OperationCanceledException"/> when the pipeline is cancelled.</remarks>
internal sealed class BlockPipe : IDisposable
{
    private const int BlockBytes = 256 * 1024;
    private const int BlockCount = 8;

    private readonly BlockingCollection<byte[]> _free = [];
    private readonly BlockingCollection<ArraySegment<byte>> _filled = [];
    private int _madeBlocks;

    /// <summary>The side that is written. Disposing it does not end the content: <see cref="BlockWriter.Complete"/> does.</summary>
    public BlockWriter OpenWriter(CancellationToken cancellation) => new(this, cancellation);

    /// <summary>The side that is read.</summary>
    public BlockReader OpenReader(CancellationToken cancellation) => new BlockReader(this, cancellation);

    public void Dispose()
    {
        _free.Dispose();
        _filled.Dispose();
    }

    internal byte[] TakeFree(CancellationToken cancellation) =>
        !_free.TryTake(out var block) && _madeBlocks++ < BlockCount ? GC.AllocateUninitializedArray<byte>(BlockBytes) : block ?? _free.Take(cancellation);

    internal void GiveBack(byte[] block) => _free.Add(block);

    internal void Pass(ArraySegment<byte> block) => _filled.Add(block);

    internal void Complete() => _filled.CompleteAdding();

    // False: the content has ended.
    internal bool TryTakeFilled(out ArraySegment<byte> block, CancellationToken cancellation) => _filled.TryTake(out block, Timeout.Infinite, cancellation);
}
