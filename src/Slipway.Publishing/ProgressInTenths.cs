namespace Slipway.Publishing;

/// <summary>Passes progress on once for each tenth of an activity: for logs, which keep every line.</summary>
/// <param name="tell">Is told.</param>
public sealed class ProgressInTenths(Action<OperationProgress> tell) : IProgress<OperationProgress>
{
    private readonly Lock _gate = new();
    private (string Activity, long Tenth) _last = ("", -1);

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        var now = (value.Activity, value.TotalBytes > 0 ? value.DoneBytes * 10 / value.TotalBytes : 0);
        lock (_gate)
        {
            if (now == _last)
            {
                return;
            }

            _last = now;
        }

        tell(value);
    }
}
