using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Tests.Ceremonies;

public sealed class KeyCeremonyTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    private KeyCeremony Keys => new(_workshop.Repository, []);

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task Slipway_json_follows_and_nothing_else_in_it_moves()
    {
        var before = await File.ReadAllTextAsync(_workshop["slipway.json"]);
        await MakeAsync("stable-second");

        await Keys.AddAsync("stable", Reference("stable-second"), threshold: 2, CancellationToken.None);

        Assert.Equal(
            before.Replace("\"stable\": { \"keys\": [\"file:keys/stable.pem\"], \"threshold\": 1", "\"stable\": { \"keys\": [\"file:keys/stable.pem\", \"file:keys/stable-second.pem\"], \"threshold\": 2", StringComparison.Ordinal),
            await File.ReadAllTextAsync(_workshop["slipway.json"]));
    }

    [Fact]
    public async Task Adding_what_is_there_already_changes_nothing_and_mends_slipway_json()
    {
        var before = await File.ReadAllTextAsync(_workshop["slipway.json"]);
        await MakeAsync("stable-second");
        await Keys.AddAsync("stable", Reference("stable-second"), threshold: 2, CancellationToken.None);
        var (text, store) = (await File.ReadAllTextAsync(_workshop["slipway.json"]), _workshop.StoreSnapshot());
        await File.WriteAllTextAsync(_workshop["slipway.json"], before);

        await Keys.AddAsync("stable", Reference("stable-second"), threshold: 2, CancellationToken.None);

        Assert.Equal(text, await File.ReadAllTextAsync(_workshop["slipway.json"]));
        Assert.Equal(store, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task A_removed_key_counts_no_more()
    {
        await MakeAsync("stable-second");
        await Keys.AddAsync("stable", Reference("stable-second"), threshold: 2, CancellationToken.None);
        var second = PublicHalf.Read(Reference("stable-second"), _workshop.Folder);

        var result = await Keys.RemoveAsync("stable", second.Id.ToString()[..8], threshold: 1, CancellationToken.None);

        Assert.DoesNotContain(second, result.Roles.Single().Keys);
        Assert.DoesNotContain(second, (await _workshop.Repository.ReadAsync(CancellationToken.None)).KeysOf("stable").Keys);
        Assert.DoesNotContain("stable-second", await File.ReadAllTextAsync(_workshop["slipway.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:keys/stable.pem")]
    [InlineData("file:keys/beta.pem")]
    [InlineData("0")]
    [InlineData("ffffffffff")]
    public async Task What_would_leave_nobody_or_names_nobody_is_refused_and_changes_nothing(string key) =>
        await RefusedAsync("SLP1050", () => Keys.RemoveAsync("stable", key, threshold: null, CancellationToken.None));

    [Fact]
    public async Task A_threshold_that_nobody_can_meet_is_refused()
    {
        await MakeAsync("stable-second");

        await RefusedAsync("SLP1050", () => Keys.AddAsync("stable", Reference("stable-second"), threshold: 3, CancellationToken.None));
    }

    [Fact]
    public async Task A_rotation_that_is_refused_leaves_no_key_behind()
    {
        File.Delete(_workshop["keys/root.pem"]);

        await RefusedAsync("SLP1041", () => Keys.RotateAsync(["timestamp"], new RotationRequest(), CancellationToken.None));

        Assert.False(File.Exists(_workshop["keys/online-2.pem"]));
    }

    [Fact]
    public async Task The_announced_key_is_the_one_that_is_rotated_to()
    {
        await MakeAsync("spare");
        await MakeAsync("other");
        var announced = await Keys.AnnounceAsync("stable", Reference("spare"), CancellationToken.None);

        await RefusedAsync("SLP1051", () => Keys.RotateAsync(["stable"], new RotationRequest { Key = Reference("other") }, CancellationToken.None));
        await Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None);

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        Assert.Equal([announced], state.KeysOf("stable").Keys);
        Assert.Contains("\"stable\": { \"keys\": [\"file:keys/spare.pem\"]", await File.ReadAllTextAsync(_workshop["slipway.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_announcement_that_came_true_goes_with_the_next_root()
    {
        await MakeAsync("spare");
        await Keys.AnnounceAsync("timestamp", Reference("spare"), CancellationToken.None);
        Assert.Single(NextKeys.Of((await _workshop.Repository.ReadAsync(CancellationToken.None)).Root, "timestamp"));

        await Keys.RotateAsync(["timestamp"], new RotationRequest(), CancellationToken.None);

        Assert.Empty(NextKeys.Roles((await _workshop.Repository.ReadAsync(CancellationToken.None)).Root));
    }

    [Fact]
    public async Task An_announced_key_that_is_the_role_s_already_is_not_rotated_to_again()
    {
        await MakeAsync("spare");
        var announced = await Keys.AnnounceAsync("stable", Reference("spare"), CancellationToken.None);
        await Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None);

        await Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None);

        Assert.DoesNotContain(announced, (await _workshop.Repository.ReadAsync(CancellationToken.None)).KeysOf("stable").Keys);
    }

    [Fact]
    public async Task A_rotation_to_another_key_ends_the_announcement()
    {
        await MakeAsync("spare");
        await MakeAsync("other");
        await Keys.AnnounceAsync("timestamp", Reference("spare"), CancellationToken.None);

        await Keys.RotateAsync(["timestamp"], new RotationRequest { Key = Reference("other"), IsUnannounced = true }, CancellationToken.None);

        Assert.Empty(NextKeys.Roles((await _workshop.Repository.ReadAsync(CancellationToken.None)).Root));
    }

    [Fact]
    public async Task A_rotation_that_is_made_again_goes_on_with_the_key_that_slipway_json_names_already()
    {
        File.Move(_workshop["keys/online.pem"], _workshop["online.pem"]);
        await Assert.ThrowsAsync<StoreException>(() => Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None));
        var desk = new StagingDesk(_workshop.Repository, []);
        await desk.DiscardAsync(await desk.ResolveAsync(null, CancellationToken.None), CancellationToken.None);
        var text = await File.ReadAllTextAsync(_workshop["slipway.json"]);
        File.Move(_workshop["online.pem"], _workshop["keys/online.pem"]);

        var result = await Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None);

        Assert.Empty(result.GeneratedFiles);
        Assert.Equal([PublicHalf.Read(Reference("stable-2"), _workshop.Folder)], (await _workshop.Repository.ReadAsync(CancellationToken.None)).KeysOf("stable").Keys);
        Assert.Equal(text, await File.ReadAllTextAsync(_workshop["slipway.json"]));
    }

    [Fact]
    public async Task Approvers_see_whether_a_key_was_announced()
    {
        await MakeAsync("spare");
        await Keys.AnnounceAsync("stable", Reference("spare"), CancellationToken.None);
        File.Move(_workshop["keys/online.pem"], _workshop["online.pem"]);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Keys.RotateAsync(["stable"], new RotationRequest(), CancellationToken.None));
        var desk = new StagingDesk(_workshop.Repository, []);
        var review = await desk.ReviewAsync(await desk.ResolveAsync(null, CancellationToken.None), CancellationToken.None);

        Assert.Contains("has all its signatures, and the keys of snapshot and timestamp are not here", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(review.Roles[0].Changes, line => line.StartsWith("stable: + key ", StringComparison.Ordinal) && line.EndsWith("(ed25519), announced", StringComparison.Ordinal));
        Assert.Contains(review.Roles[0].Changes, line => line.StartsWith("stable: - key ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_public_half_that_is_another_key_s_is_not_signed_with()
    {
        await MakeAsync("root-second");
        await Keys.AddAsync("root", Reference("root-second"), threshold: 2, CancellationToken.None);
        await Keys.RemoveAsync("root", "file:keys/root-second.pem", threshold: 1, CancellationToken.None);
        await Keys.AddAsync("root", Reference("root-second"), threshold: 2, CancellationToken.None);
        _workshop.EditPolicy(", \"file:keys/root-second.pem\"], \"threshold\": 2", "], \"threshold\": 1");
        File.Copy(_workshop["keys/beta.pem"], _workshop["keys/root-second.pem"], overwrite: true);

        var refusal = await Assert.ThrowsAsync<InputException>(() => Keys.AnnounceAsync("stable", Reference("canary"), CancellationToken.None));

        Assert.Equal("SLP1042", refusal.Code);
        Assert.Contains("is not the public half of", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"roles\":{\"a\":{\"keys\":[\"file:a\"]}}}", "{\"roles\":{\"a\":{\"keys\":[\"file:x\", \"file:y\"], \"threshold\": 2}}}")]
    [InlineData("{\"roles\":{\"a\":{\"threshold\":1,\"keys\":[ \"file:a\" ]}}}", "{\"roles\":{\"a\":{\"threshold\":2,\"keys\":[ \"file:x\", \"file:y\" ]}}}")]
    [InlineData("{\"roles\":{\"a\":{\"keys\":[\n \"file:a\",\n \"file:b\"\n],\"threshold\":1}}}", "{\"roles\":{\"a\":{\"keys\":[\n \"file:x\",\n \"file:y\"\n],\"threshold\":2}}}")]
    [InlineData("{\"a\":{\"keys\":[\"file:a\"]},\"roles\":{\"b\":{\"keys\":[\"file:a\"]},\"\\u0061\":{\"keys\":[\"file:a\"],\"threshold\":1}}}", "{\"a\":{\"keys\":[\"file:a\"]},\"roles\":{\"b\":{\"keys\":[\"file:a\"]},\"\\u0061\":{\"keys\":[\"file:x\", \"file:y\"],\"threshold\":2}}}")]
    public void Slipway_json_is_edited_in_place(string before, string after)
    {
        var edited = PolicyText.SetKeys(System.Text.Encoding.UTF8.GetBytes(before), "a", ["file:x", "file:y"], 2);

        Assert.Equal(after, System.Text.Encoding.UTF8.GetString(edited));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private static KeyReference Reference(string name) => KeyReference.Parse($"file:keys/{name}.pem");

    private Task MakeAsync(string name) => KeyGenerator.WritePairAsync(_workshop["keys"], name, passphrase: null, CancellationToken.None);

    private async Task RefusedAsync(string code, Func<Task> change)
    {
        var (text, store) = (await File.ReadAllTextAsync(_workshop["slipway.json"]), _workshop.StoreSnapshot());

        var refusal = await Assert.ThrowsAsync<InputException>(change);

        Assert.Equal(code, refusal.Code);
        Assert.Equal(text, await File.ReadAllTextAsync(_workshop["slipway.json"]));
        Assert.Equal(store, _workshop.StoreSnapshot());
    }
}
