using System.Collections.Immutable;
using System.Text;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Ceremonies;
using Slipway.Publishing.Tests.Recalls;
using Slipway.Tuf;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Publishing.Tests.Rollouts;

/// <summary>A thief of the rollout key has listed what is no rollout. Canary and beta offer 1.4.2, stable offers 1.4.1.</summary>
public sealed class RolloutMendingTests : IAsyncLifetime
{
    private static readonly ChannelName[] All = [Canary, Beta, Stable];
    private readonly List<string> _warnings = [];
    private Ceremony _ceremony = null!;
    private ReleaseWorkshop _workshop = null!;

    private RolloutEditor Editor => new(new(_workshop.Policy, _workshop.Clock) { Warn = _warnings.Add });

    public async ValueTask InitializeAsync()
    {
        _ceremony = await Ceremony.CreateAsync();
        _workshop = _ceremony.Workshop;
    }

    public ValueTask DisposeAsync()
    {
        _ceremony.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("no rollout", "SLP2007")]
    [InlineData("""{"format":"slipway-rollout/2"}""", "SLP2007")]
    [InlineData("CANARY", "SLP2010")]
    public async Task A13_D23_What_is_no_rollout_stops_publishers_and_a_halt_puts_one_in_its_place(string content, string code)
    {
        await _workshop.YankAsync("1.4.1", "leaks");
        var canary = (await _workshop.RolloutAsync(Canary))!;
        await _workshop.StealRolloutsAsync(content == "CANARY" ? (canary with { State = RolloutState.Rollback }).ToBytes() : Encoding.UTF8.GetBytes(content), Beta);

        var stopped = await Assert.ThrowsAsync<TrustException>(() => _workshop.YankAsync("1.4.2"));
        var halted = await Editor.HaltAsync(Beta, "the rollout key was stolen", CancellationToken.None);

        Assert.Equal(code, stopped.Code);
        Assert.Contains("slipway rollout halt --channel beta", stopped.Hint, StringComparison.Ordinal);
        Assert.Equal(("1.4.2", RolloutState.Halted, "the rollout key was stolen"), (halted.Version.ToString(), halted.State, halted.Reason));
        Assert.Equal(("1.4.1", "leaks"), (halted.Yanked.Single().Version.ToString(), halted.Yanked.Single().Reason));
        Assert.Equal(RolloutSalt.Of(halted.Product, Beta, halted.Version), halted.Salt);
        Assert.Equal(canary.ToBytes(), (await _workshop.RolloutAsync(Canary))!.ToBytes());
        Assert.Contains(_warnings, line => line.StartsWith("What was listed as the rollout of beta was replaced. ", StringComparison.Ordinal));
        Assert.True((await _workshop.YankAsync("1.4.2")).IsChanged);
    }

    [Fact]
    public async Task A13_D23_Where_all_are_none_the_key_is_changed_each_is_halted_and_publishing_goes_on()
    {
        await _workshop.StealRolloutsAsync("no rollout"u8.ToArray(), All);

        await _ceremony.Keys.RotateAsync(["rollout"], new RotationRequest(), CancellationToken.None);
        foreach (var channel in All)
        {
            await Editor.HaltAsync(channel, CancellationToken.None);
            await Editor.ResumeAsync(channel, CancellationToken.None);
        }

        Assert.Contains(_warnings, line => line.Contains("beta, stable have no rollout either", StringComparison.Ordinal));
        Assert.Equal("1.4.3", (await _workshop.PublishAsync("1.4.3")).Version.ToString());
        Assert.Equal(DecisionKind.UpToDate, (await _workshop.DecideAsync(Stable, "1.4.1")).Kind);
    }

    [Fact]
    public async Task A13_What_is_longer_than_devices_read_or_in_no_store_or_listed_by_another_digest_is_replaced_too()
    {
        await ListAsync([.. All.Select((channel, index) => new TargetFile(ReleasePaths.Rollout(channel), index == 0 ? 2 : MetadataLimits.OfferBytes + 1, Sha256Digest.Of([(byte)index])))]);

        foreach (var channel in All)
        {
            Assert.Equal(RolloutState.Halted, (await Editor.HaltAsync(channel, CancellationToken.None)).State);
        }

        Assert.True((await _workshop.YankAsync("1.4.1")).IsChanged);
    }

    [Fact]
    public async Task A13_A_rollout_of_a_release_that_is_not_offered_is_replaced_and_one_that_is_stays()
    {
        var beta = (await _workshop.RolloutAsync(Beta))!;
        await _workshop.StealRolloutsAsync((beta with { Version = Fleet.Version("9.9.9") }).ToBytes(), Beta);

        var halted = await Editor.HaltAsync(Beta, CancellationToken.None);
        var again = await Editor.HaltAsync(Beta, CancellationToken.None);

        Assert.Equal(("1.4.2", 1), (halted.Version.ToString(), _warnings.Count));
        Assert.Equal(halted.ToBytes(), again.ToBytes());
    }

    [Fact]
    public async Task A13_What_was_yanked_goes_back_also_where_its_rollout_had_to_be_replaced()
    {
        await _workshop.YankAsync("1.4.2");
        await _workshop.StealRolloutsAsync("no rollout"u8.ToArray(), Beta);

        var halted = await Editor.HaltAsync(Beta, "the rollout key was stolen", CancellationToken.None);

        Assert.Equal((RolloutState.Rollback, "overheats the motor"), (halted.State, halted.Reason));
        Assert.Equal(DecisionKind.RollBack, (await _workshop.DecideAsync(Beta, "1.4.2")).Kind);
    }

    [Fact]
    public async Task A13_Where_people_hold_the_rollout_key_they_read_what_they_replace()
    {
        await _ceremony.AddElsewhereAsync("rollout", "rollout-second", threshold: 2);
        _ceremony.BringBack("rollout-second");
        await _workshop.StealRolloutsAsync("no rollout"u8.ToArray(), Beta, Stable);
        _ceremony.TakeAway("rollout-second");

        Assert.Equal("SLP3020", (await Assert.ThrowsAsync<StoreException>(() => Editor.HaltAsync(Beta, CancellationToken.None))).Code);
        var review = await _ceremony.ApproveAsAsync("rollout-second", Assert.Single(await _ceremony.Desk.ListAsync(CancellationToken.None)));
        await _ceremony.CommitAsync(review.Id);

        Assert.Equal("beta   NO ROLLOUT -> 1.4.2 halted 10%", review.Roles.Single().Changes[0]);
        Assert.Equal(RolloutState.Halted, (await _workshop.RolloutAsync(Beta))!.State);
    }

    /// <summary>Lists what no command would.</summary>
    private async Task ListAsync(ImmutableArray<TargetFile> files)
    {
        var edit = new RepositoryEdit(await _workshop.Repository.ReadAsync(CancellationToken.None), _workshop.Clock.Now);
        var rollouts = edit.Role(ReleasePaths.RolloutRole);
        edit.Replace(ReleasePaths.RolloutRole, rollouts with { Files = rollouts.Files.SetItems(files.Select(file => KeyValuePair.Create(file.Path, file))) });
        using var signers = new RoleSigners(_workshop.Policy, warn: null, audit: null);
        Assert.True(await new RepositoryWriter(new FolderStore(_workshop.StoreFolder), _workshop.Policy, signers).TryCommitAsync(edit, progress: null, CancellationToken.None));
    }
}
