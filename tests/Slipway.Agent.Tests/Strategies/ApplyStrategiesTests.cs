using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Bundles;

namespace Slipway.Agent.Tests.Strategies;

public sealed class ApplyStrategiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DeviceLayout Layout => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_of_before_there_were_strategies_is_of_the_atomic_swap()
    {
        var entry = await ReadJournalAsync(fields => fields.Remove("strategy"));

        Assert.IsType<AtomicSwap>(new ApplyStrategies(Layout).Of(entry));
    }

    [Fact]
    public async Task C2_A_switch_of_a_strategy_that_this_agent_lacks_is_neither_finished_nor_undone()
    {
        var entry = await ReadJournalAsync(fields => fields["strategy"] = "ab_partitions");

        var refusal = Assert.Throws<DeviceException>(() => new ApplyStrategies(Layout).Of(entry));

        Assert.Equal(DeviceFailure.State, refusal.Failure);
        Assert.Contains("'ab_partitions': expected atomic_swap", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_are_those_of_manifests() => Assert.Equal([Manifest.AtomicSwap], new ApplyStrategies(Layout).Names);

    private async Task<JournalEntry> ReadJournalAsync(Action<JsonObject> change)
    {
        var journal = new Journal(Layout);
        await journal.WriteAsync(
            new JournalEntry(JournalPhase.Switching, null, InstalledTree.Parse("v1.4.1"), null, Sha256Digest.Of([])), CancellationToken.None);
        var fields = JsonNode.Parse(await File.ReadAllTextAsync(Layout.Journal))!.AsObject();
        change(fields);
        await File.WriteAllTextAsync(Layout.Journal, fields.ToJsonString());
        return journal.Read()!;
    }
}
