using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>A key that the repository trusts is never deleted, whatever happens to whoever made it.</summary>
public sealed class InterruptedCeremonyTests : IAsyncLifetime
{
    private readonly List<string> _warnings = [];
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task A_colleague_who_drops_the_staging_meanwhile_does_not_cost_the_root()
    {
        var store = new MishapStore(Store, "2.root.json", () =>
        {
            Directory.EnumerateFiles(Path.Combine(_workshop.StoreFolder, "staging")).ToList().ForEach(File.Delete);
            return Task.CompletedTask;
        });

        await RotateRootAsync(store);

        await RequireNewRootKeyAsync();
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("staging/")]
    public async Task What_was_stored_although_the_answer_was_lost_is_completed_with_the_key_that_was_made(string path)
    {
        var store = new MishapStore(Store, path, () => throw new StoreException(StoreFailure.Unavailable, "No answer."));

        await Assert.ThrowsAsync<StoreException>(() => RotateRootAsync(store));

        Assert.True(File.Exists(_workshop["keys/root-2.pem"]));
        await CompleteAsync();
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task So_is_what_somebody_stopped(Type interruption)
    {
        var store = new MishapStore(Store, "2.root.json", () => throw (Exception)Activator.CreateInstance(interruption)!);

        await Assert.ThrowsAsync(interruption, () => RotateRootAsync(store));

        await CompleteAsync();
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Who_is_stopped_before_anything_is_stored_has_changed_nothing(Type interruption)
    {
        var before = await File.ReadAllTextAsync(_workshop["slipway.json"]);
        var store = new UnreadableStore(Store, () => File.Exists(_workshop["keys/root-2.pem"]) ? (Exception)Activator.CreateInstance(interruption)! : null);

        await Assert.ThrowsAsync(interruption, () => RotateRootAsync(store));

        Assert.Equal(before, await File.ReadAllTextAsync(_workshop["slipway.json"]));
        Assert.Empty(Directory.EnumerateFiles(_workshop["keys"], "root-2*"));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task In_production_a_key_that_was_made_is_to_be_backed_up_at_once()
    {
        _workshop.EditPolicy("\"product\":", "\"production\": true, \"product\":");

        await RotateRootAsync(Store);

        Assert.Contains(_warnings, warning => warning.Contains("root-2.pem is in no backup yet", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private FolderStore Store => new(_workshop.StoreFolder);

    private Task RotateRootAsync(IReleaseStore store) =>
        new KeyCeremony(new ReleaseRepository(_workshop.Policy, store, _workshop.Clock) { Warn = _warnings.Add }, []).RotateAsync(["root"], new RotationRequest(), CancellationToken.None);

    private async Task CompleteAsync()
    {
        var desk = new StagingDesk(_workshop.Repository, []);
        var id = await desk.ResolveAsync(null, CancellationToken.None);

        Assert.Contains(_warnings, warning => warning.Contains($"slipway commit {id}", StringComparison.Ordinal) && warning.Contains("root-2.pem", StringComparison.Ordinal));
        await desk.CommitAsync(id, areOldKeysLost: false, CancellationToken.None);

        await RequireNewRootKeyAsync();
    }

    private async Task RequireNewRootKeyAsync()
    {
        Assert.Contains("root-2.pem", await File.ReadAllTextAsync(_workshop["slipway.json"]), StringComparison.Ordinal);
        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        Assert.Equal(2, state.Root.Version);
        using var key = _workshop.OpenSigner(KeyReference.Parse("file:keys/root-2.pem"));
        Assert.Equal([key.PublicKey], state.KeysOf("root").Keys);
    }
}
