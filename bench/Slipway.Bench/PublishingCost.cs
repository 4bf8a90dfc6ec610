using System.Diagnostics;

namespace Slipway.Bench;

/// <summary>What publishing one release for four runtimes into canary costs; the median of a few.</summary>
internal sealed class PublishingCost(ReleaseFactory factory)
{
    private const int Runs = 5;

    public async Task<Row> MeasureAsync(int releases)
    {
        var rows = new List<Row>();
        for (var run = 0; run < Runs; run++)
        {
            CountingStore? counted = null;
            var watch = new Stopwatch();
            await factory.PublishAsync(store => counted = new CountingStore(store), watch.Start);
            rows.Add(new Row("publish", releases, counted!.Requests, counted.MetadataBytes, watch.Elapsed.TotalSeconds, "flat (bytes: metadata written)"));
        }

        return rows.OrderBy(row => row.Seconds).ElementAt(Runs / 2);
    }
}
