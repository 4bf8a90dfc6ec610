namespace Slipway.Publishing.GitHub;

/// <summary>Adds up what several uploads have sent.</summary>
internal sealed class TransferProgress(IProgress<OperationProgress>? progress, long total)
{
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);

    /// <summary>Notes how many bytes of a file are sent. One that is sent again begins again.</summary>
    public void Report(string file, long sent)
    {
        lock (_sent)
        {
            _sent[file] = sent;
            progress?.Report(new OperationProgress("uploading to GitHub", _sent.Values.Sum(), total));
        }
    }
}
