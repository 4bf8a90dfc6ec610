using System.Collections.Concurrent;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>What several publishers did to one store: who won, who lost, and the bytes of every commit.</summary>
internal sealed class StoreRecord
{
    /// <summary>The timestamps that were put in place, with their versions.</summary>
    public ConcurrentBag<(long Version, byte[] Bytes)> Commits { get; } = [];

    /// <summary>The write-once objects that some writer was told to have made.</summary>
    public ConcurrentBag<string> Created { get; } = [];

    /// <summary>How often each publication lost the race for the timestamp before it won it.</summary>
    public ConcurrentBag<int> Lost { get; } = [];

    /// <summary>The figures of the race.</summary>
    public string Figures => $"{Commits.Count} publications, {Lost.Sum()} races lost (at most {Lost.Max()} by one publication)";

    /// <summary>The store as one publisher sees it.</summary>
    public IReleaseStore Watch(IReleaseStore store) => new WatchedStore(store, this);

    public void Create(string path) => Created.Add(path);

    public async Task CommitAsync(StoreContent timestamp, int lost)
    {
        using var bytes = new MemoryStream();
        await using var stream = timestamp.Open();
        await stream.CopyToAsync(bytes);
        Commits.Add((VersionOf(bytes.ToArray()), bytes.ToArray()));
        Lost.Add(lost);
    }

    private static long VersionOf(byte[] timestamp) =>
        System.Text.Json.JsonDocument.Parse(timestamp).RootElement.GetProperty("signed").GetProperty("version").GetInt64();
}
