using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Repository;

public sealed class CommitRaceTests
{
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(20);

    private readonly CommitRace _race = new(TimeProvider.System);

    [Fact]
    public void Pauses_are_as_long_as_attempts_and_double_until_there_is_room_for_all()
    {
        var pauses = Enumerable.Range(0, 6).Select(_ => _race.LongestNext(Attempt) / Attempt).ToArray();

        Assert.Equal([2, 4, 8, 16, 16, 16], pauses);
    }

    [Fact]
    public void A_slow_attempt_does_not_make_a_publisher_sleep()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), _race.LongestNext(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void P1_who_has_lost_half_of_its_attempts_waits_for_nobody()
    {
        var pauses = Enumerable.Range(0, CommitRace.MaxAttempts).Select(_ => _race.LongestNext(Attempt)).ToArray();

        Assert.All(pauses[..((CommitRace.MaxAttempts / 2) - 1)], pause => Assert.NotEqual(TimeSpan.Zero, pause));
        Assert.All(pauses[((CommitRace.MaxAttempts / 2) - 1)..], pause => Assert.Equal(TimeSpan.Zero, pause));
        Assert.False(_race.TryBegin());
    }
}
