using Microsoft.Build.Framework;
using Slipway.Publishing;
using Slipway.Publishing.Keys.Audit;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace Slipway.MSBuild;

/// <summary>Runs one asynchronous operation as an MSBuild task, and reports its refusals as coded build errors.</summary>
public abstract class SlipwayTask : MSBuildTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            RunAsync(_cancellation.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (failure is SlipwayException || FileRefusal.Is(failure))
        {
            Report(FileRefusal.Coded(failure));
        }

        // Every other exception is a bug in Slipway. MSBuild reports it as MSB4018 with its stack trace.
        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A line of JSON for each signature goes to the end of this file; empty: none is kept.</summary>
    public string AuditFile { get; set; } = "";

    /// <summary>Tells the log of every signature, and <see cref="AuditFile"/>.</summary>
    private protected SigningAudit Audit() =>
        new(TimeProvider.System, AuditFile.Length > 0 ? AuditFile : null, entry => Log.LogMessage(MessageImportance.Normal, "{0}", PlainText.Of(entry.ToString())));

    /// <summary>Tells the log, as a message: mounted secrets are often readable, and a warning would stop builds that allow none.</summary>
    private protected void Warn(string text) => Tell(text);

    /// <summary>One line, which every verbosity but the quietest shows. What a store or a server put into it cannot steer the log.</summary>
    private protected void Tell(string line) => Log.LogMessage(MessageImportance.High, "{0}", PlainText.Of(line));

    /// <summary>Does the task's work, or throws <see cref="SlipwayException"/> to fail the build with a code.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    private void Report(SlipwayException refusal)
    {
        var place = (refusal as InputException)?.Mistake;
        foreach (var (code, message, hint) in refusal.Parts)
        {
            Report(code, place?.Message ?? message, hint, place);
        }
    }

    /// <summary>MSBuild puts the place before the code, and an IDE goes there; without one it names the task's.</summary>
    private void Report(string code, string message, string? hint, FileMistake? place)
    {
        var text = hint is null ? message : $"{message}{(char.IsPunctuation(message[^1]) ? "" : ".")} {hint}";
        Log.LogError(subcategory: null, code, helpKeyword: null, place?.File, place?.Line ?? 0, place?.Column ?? 0, 0, 0, "{0}", PlainText.Of(text));
    }

    /// <summary>Releases what the task holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancellation.Dispose();
        }
    }
}
