using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class ResponseBodyTests
{
    private readonly FakeClock _clock = new(RepositorySimulator.Time);

    [Fact]
    public async Task A4_a_server_that_falls_silent_is_left()
    {
        using var body = Body(async (_, cancellation) =>
        {
            _clock.Now += TransferLimits.Idle;
            await Task.Delay(Timeout.Infinite, cancellation);
            return 1;
        });

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => ReadToEndAsync(body));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
        Assert.Contains("nothing came for 30 s", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 29)]
    [InlineData(999, 1)]
    [InlineData(9_000, 10)]
    public async Task A4_a_server_that_drips_is_left_after_a_minute(int bytes, int seconds)
    {
        var start = _clock.Now;
        using var body = Body((_, _) =>
        {
            _clock.Now += TimeSpan.FromSeconds(seconds);
            return ValueTask.FromResult(bytes);
        });

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => ReadToEndAsync(body));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
        Assert.InRange((_clock.Now - start).TotalSeconds, 60, 60 + seconds);
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(29_000, 29)]
    public async Task A4_a_slow_server_is_waited_for(int bytes, int seconds)
    {
        var reads = 0;
        using var body = Body((_, _) =>
        {
            _clock.Now += TimeSpan.FromSeconds(seconds);
            return ValueTask.FromResult(++reads <= 200 ? bytes : 0);
        });

        await ReadToEndAsync(body);

        Assert.Equal(201, reads);
    }

    [Fact]
    public async Task A4_a_small_file_may_take_its_time_to_end()
    {
        var reads = 0;
        using var body = Body((_, _) =>
        {
            _clock.Now += TimeSpan.FromSeconds(29);
            return ValueTask.FromResult(++reads <= 2 ? 100 : 0);
        });

        await ReadToEndAsync(body);

        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task The_time_that_the_reader_takes_does_not_count()
    {
        var reads = 0;
        using var body = Body((_, _) => ValueTask.FromResult(++reads <= 5 ? 10 : 0));
        var buffer = new byte[64];

        while (await body.ReadAsync(buffer) > 0)
        {
            _clock.Now += TimeSpan.FromMinutes(10);
        }

        Assert.Equal(6, reads);
    }

    private ResponseBody Body(Func<Memory<byte>, CancellationToken, ValueTask<int>> read) =>
        new(new HttpResponseMessage(), new ScriptedStream(read), new Uri("http://example.invalid/targets/x"), _clock);

    private static async Task ReadToEndAsync(Stream body)
    {
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer) > 0)
        {
            // Only the end matters.
        }
    }

    private sealed class ScriptedStream(Func<Memory<byte>, CancellationToken, ValueTask<int>> read) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read(buffer, cancellationToken);
    }
}
