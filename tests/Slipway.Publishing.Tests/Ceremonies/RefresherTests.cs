using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Ceremonies;

public sealed class RefresherTests : IAsyncLifetime
{
    private static readonly string[] Offline = ["root", "targets", "releases", "canary", "beta", "stable"];

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        Directory.CreateDirectory(_workshop["elsewhere"]);
        foreach (var key in new[] { "root", "targets", "builder", "canary", "beta", "stable" })
        {
            File.Move(_workshop[$"keys/{key}.pem"], _workshop[$"elsewhere/{key}.pem"]);
        }
    }

    [Fact]
    public async Task A_fresh_repository_gets_a_new_timestamp_and_nothing_else()
    {
        _workshop.Clock.Now += TimeSpan.FromHours(1);
        var before = await StateAsync();

        await RefreshAsync();

        var after = await StateAsync();
        Assert.Equal(before.Timestamp.Version + 1, after.Timestamp.Version);
        Assert.Equal(_workshop.Clock.Now.AddDays(3), after.Timestamp.Expires);
        Assert.Equal(_workshop.Clock.Now, after.Timestamp.SignedAt);
        Assert.Equal(before.Snapshot.Version, after.Snapshot.Version);
        Assert.Equal(before.Roles["rollout"].Version, after.Roles["rollout"].Version);
    }

    [Fact]
    public async Task Online_roles_past_half_their_life_are_signed_again_and_offline_ones_are_reported()
    {
        _workshop.Clock.Now += TimeSpan.FromDays(8);
        var before = await StateAsync();

        var result = await RefreshAsync();

        var after = await StateAsync();
        Assert.Equal(_workshop.Clock.Now.AddDays(7), after.Snapshot.Expires);
        Assert.Equal(_workshop.Clock.Now.AddDays(7), after.Roles["rollout"].Expires);
        Assert.All(Offline, role => Assert.Equal(before.VersionOf(role), after.VersionOf(role)));
        Assert.Equal($"canary expires at {after.ExpiryOf("canary"):u} and is past half its life. Its key is offline: slipway refresh --role canary", Assert.Single(result.Warnings));
    }

    [Fact]
    public async Task D23_an_offline_role_that_has_expired_is_not_said_to_expire()
    {
        var begin = _workshop.Clock.Now;
        _workshop.Clock.Now += TimeSpan.FromDays(16);

        var result = await RefreshAsync();

        Assert.Equal(
            [
                $"beta expires at {begin.AddDays(30):u} and is past half its life. Its key is offline: slipway refresh --role beta",
                $"canary expired at {begin.AddDays(14):u}: devices refuse it. Its key is offline: slipway refresh --role canary",
            ],
            result.Warnings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_offline_role_is_never_signed_unasked_though_its_key_is_here()
    {
        File.Move(_workshop["elsewhere/canary.pem"], _workshop["keys/canary.pem"]);
        _workshop.Clock.Now += TimeSpan.FromDays(13);

        await RefreshAsync();

        Assert.Equal(1, (await StateAsync()).VersionOf("canary"));
    }

    [Fact]
    public async Task Slipway_json_says_what_is_online()
    {
        File.Move(_workshop["elsewhere/canary.pem"], _workshop["keys/canary.pem"]);
        _workshop.EditPolicy("\"expires\": \"14d\"", "\"expires\": \"14d\", \"online\": true");
        _workshop.Clock.Now += TimeSpan.FromDays(8);

        await RefreshAsync();

        Assert.Equal(2, (await StateAsync()).VersionOf("canary"));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("stable")]
    public async Task An_offline_role_that_is_named_is_renewed_where_its_key_is(string role)
    {
        var before = await StateAsync();
        _workshop.Clock.Now += TimeSpan.FromDays(5);
        File.Move(_workshop[$"elsewhere/{role}.pem"], _workshop[$"keys/{role}.pem"]);

        await RefreshAsync(role);

        var after = await StateAsync();
        Assert.Equal(before.VersionOf(role) + 1, after.VersionOf(role));
        Assert.Equal(before.ExpiryOf(role).AddDays(5), after.ExpiryOf(role));
    }

    [Fact]
    public async Task A_shorter_lifetime_and_a_clock_that_went_back_take_no_time_from_readers()
    {
        var before = await StateAsync();
        _workshop.EditPolicy("\"expires\": \"3d\"", "\"expires\": \"1d\"");
        _workshop.EditPolicy("\"keys\": [\"file:keys/online.pem\"], \"threshold\": 1, \"expires\": \"7d\"", "\"keys\": [\"file:keys/online.pem\"], \"threshold\": 1, \"expires\": \"1d\"");
        _workshop.Clock.Now -= TimeSpan.FromHours(2);

        await RefreshAsync("snapshot");

        var after = await StateAsync();
        Assert.Equal(before.Timestamp.Expires, after.Timestamp.Expires);
        Assert.Equal(before.Snapshot.Expires, after.Snapshot.Expires);
        Assert.Equal(before.Snapshot.Version + 1, after.Snapshot.Version);
    }

    [Fact]
    public async Task The_timestamp_is_renewed_and_nothing_staged_although_the_key_of_an_online_role_is_missing()
    {
        _workshop.EditPolicy("\"expires\": \"14d\"", "\"expires\": \"14d\", \"online\": true");
        _workshop.Clock.Now += TimeSpan.FromDays(8);
        var before = await StateAsync();

        var result = await RefreshAsync();

        var after = await StateAsync();
        Assert.Equal(_workshop.Clock.Now.AddDays(3), after.Timestamp.Expires);
        Assert.Equal(_workshop.Clock.Now.AddDays(7), after.Snapshot.Expires);
        Assert.Equal(_workshop.Clock.Now.AddDays(7), after.Roles["rollout"].Expires);
        var unsigned = Assert.Single(result.Unsigned);
        Assert.Equal(("canary", before.ExpiryOf("canary")), (unsigned.Role, unsigned.Expires));
        Assert.Contains("canary.pem", unsigned.Lack.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_workshop.StoreFolder, "staging")));
    }

    [Fact]
    public async Task What_has_expired_altogether_is_refreshed()
    {
        _workshop.Clock.Now += TimeSpan.FromDays(30);

        await RefreshAsync();

        Assert.Equal(_workshop.Clock.Now.AddDays(3), (await StateAsync()).Timestamp.Expires);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<RepositoryState> StateAsync() => _workshop.Repository.ReadAsync(CancellationToken.None);

    private Task<RefreshResult> RefreshAsync(params string[] roles) => new Refresher(_workshop.Repository, []).RefreshAsync([.. roles], CancellationToken.None);
}
