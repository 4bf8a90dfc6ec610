using System.Diagnostics;
using System.Text.Json;

namespace Slipway.Demo;

/// <summary>A client of the product that keeps asking while things change under it.</summary>
internal sealed class Poller : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _versions = [];
    private readonly Uri _product;
    private readonly Task _asking;

    public Poller(Uri product)
    {
        _product = product;
        _asking = AskAsync(_stop.Token);
    }

    /// <summary>Answers so far.</summary>
    public int Answers { get; private set; }

    /// <summary>The longest time without an answer.</summary>
    public TimeSpan LongestSilence { get; private set; }

    /// <summary>The versions that answered, in order, each change once.</summary>
    public string Versions => string.Join(" -> ", _versions);

    /// <summary>The version that the product says it is.</summary>
    public static async Task<string> ReadVersionAsync(HttpClient client, Uri product, CancellationToken cancellation)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(product, cancellation));
        return answer.RootElement.GetProperty("version").GetString()!;
    }

    /// <summary>Asks no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
        _client.Dispose();
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        var silence = Stopwatch.StartNew();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Note(await ReadVersionAsync(_client, _product, cancellation), silence.Elapsed);
                silence.Restart();
                await Task.Delay(Pause, cancellation);
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
            {
                // No answer is what is being measured.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private void Note(string version, TimeSpan silence)
    {
        Answers++;
        LongestSilence = silence > LongestSilence ? silence : LongestSilence;
        if (_versions.Count == 0 || _versions[^1] != version)
        {
            _versions.Add(version);
        }
    }
}
