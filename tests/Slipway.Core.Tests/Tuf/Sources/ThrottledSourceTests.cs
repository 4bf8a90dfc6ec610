using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class ThrottledSourceTests
{
    private readonly LeapingClock _clock = new();

    [Theory]
    [InlineData(1_000, 10_000, 10)]
    [InlineData(100_000, 1_000_000, 10)]
    [InlineData(10_000_000, 1_000_000, 0.1)]
    public async Task A_file_takes_as_long_as_its_rate_says(long rate, int length, double seconds)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "file"), new byte[length]);
        using var source = new ThrottledSource(new FolderSource(folder.Path), new Throttle(rate, _clock));

        await using var content = await source.OpenAsync("file", CancellationToken.None);
        await content!.CopyToAsync(Stream.Null);

        Assert.Equal(seconds, _clock.Elapsed.TotalSeconds, 0.01 * seconds);
    }

    [Fact]
    public async Task What_is_continued_and_what_is_missing_pass_through()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "file"), "0123456789");
        using var source = new ThrottledSource(new FolderSource(folder.Path), new Throttle(1_000_000, _clock));

        var rest = await source.OpenFromAsync("file", 4, tag: null, CancellationToken.None);
        using var reader = new StreamReader(rest!.Content);

        Assert.Equal((4L, "456789"), (rest.Offset, await reader.ReadToEndAsync()));
        Assert.Null(await source.OpenFromAsync("none", 4, tag: null, CancellationToken.None));
        Assert.Null((await source.OpenTaggedAsync("none", knownTag: null, CancellationToken.None)).Content);
    }

    /// <summary>Whoever waits is where it wanted to be at once.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        public TimeSpan Elapsed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Elapsed += dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero;
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
