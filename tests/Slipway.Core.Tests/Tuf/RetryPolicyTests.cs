using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf;

public sealed class RetryPolicyTests
{
    private readonly List<TimeSpan> _waits = [];

    [Theory]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(405, 1)]
    [InlineData(451, 1)]
    [InlineData(408, 3)]
    [InlineData(425, 3)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    public async Task A8_what_asking_again_does_not_mend_is_not_asked_again(int status, int asked)
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = status);

        await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(server));

        Assert.Equal(asked, server.Requests.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A8_a_server_is_left_alone_as_long_as_it_asks_for(int status)
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = status;
            response.AddHeader("Retry-After", "17");
        });

        await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(server));

        Assert.Equal([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(17)], _waits);
    }

    [Fact]
    public async Task A8_who_asks_for_more_than_a_minute_is_not_asked_again_in_this_run()
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = 503;
            response.AddHeader("Retry-After", "61");
        });

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(server));

        Assert.Contains("asks to be left alone for 61 s", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_waits);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("soon")]
    public async Task A8_a_wish_that_is_none_changes_nothing(string wish)
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = 503;
            response.AddHeader("Retry-After", wish);
        });

        await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(server));

        Assert.Equal(2, _waits.Count);
        Assert.All(_waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A8_a_mirror_that_may_recover_is_not_given_up_because_of_one_that_never_will()
    {
        using var busy = new LoopbackServer((_, response) => response.StatusCode = 500);
        using var closed = new LoopbackServer((_, response) => response.StatusCode = 401);

        await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(busy, closed));

        Assert.Equal(3, busy.Requests.Count);
    }

    private async Task ReadAsync(params LoopbackServer[] servers)
    {
        var retry = new RetryPolicy(new HastyClock(), (_, delay) => _waits.Add(delay));
        using var mirrors = RepositorySources.Open(TimeProvider.System, RepositoryAccess.Public, retry, maxBytesPerSecond: null, [.. servers.Select(server => RepositoryAddress.Of(server.Address))]);
        await mirrors.ReadAsync(async source => await source.OpenAsync("metadata/timestamp.json", CancellationToken.None), CancellationToken.None);
    }
}
