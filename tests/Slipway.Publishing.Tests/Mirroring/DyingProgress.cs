using Slipway.Publishing.Tests.Releases;

namespace Slipway.Publishing.Tests.Mirroring;

/// <summary>Lets a run die after a number of files.</summary>
internal sealed class DyingProgress(int files) : IProgress<OperationProgress>
{
    private int _left = files;

    public void Report(OperationProgress value)
    {
        if (_left-- == 0)
        {
            throw new PublisherDiedException();
        }
    }
}
