using System.Diagnostics;
using System.Text;
using Slipway.Bundles;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

public sealed class GitHubPublisherTests : IAsyncLifetime
{
    private const string Version = "1.4.2";
    private const string Payload = "edge-agent-1.4.2-linux-x64.payload.tar.zst";

    private static readonly string[] Files =
    [
        "SHA256SUMS", "SHA256SUMS.sig", "edge-agent-1.4.2-linux-x64.manifest.json", Payload, "edge-agent-1.4.2-linux-x64.signature.sig",
    ];

    private readonly GitHubDesk _desk = new();
    private ReleaseWorkshop _workshop = null!;
    private string _bundle = null!;

    private GitHubFake Fake => _desk.Fake;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        _bundle = await _workshop.PackAsync(Version);
    }

    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_release_is_a_draft_until_it_is_whole_and_is_published_once()
    {
        var publication = await PublishAsync();

        Assert.Equal(Files, Fake.Only.Names);
        Assert.Equal(("v1.4.2", "edge-agent 1.4.2", "What is new", false, true), (Fake.Only.Tag, Fake.Only.Name, Fake.Only.Body, Fake.Only.IsDraft, Fake.Only.IsPrerelease));
        Assert.Equal((1, (long?)null), (Fake.Publications, Fake.Latest));
        Assert.Equal(("POST releases", "PATCH releases/" + Fake.Only.Id), (Fake.CallLines.First(line => !line.StartsWith("GET", StringComparison.Ordinal)), Fake.CallLines[^1]));
        Assert.Equal("https://github.example.com/acme/edge-agent/releases/tag/v1.4.2", publication.GitHub!.Page.AbsoluteUri);
        Assert.True(publication.GitHub.IsPrerelease);
        Assert.All(publication.GitHub.Files, file => Assert.True(file.IsNew));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_bundle, "payload.tar.zst"), CancellationToken.None), Fake.Only[Payload].Content);
    }

    [Fact]
    public async Task Files_of_all_runtimes_and_further_ones_are_in_the_list_that_is_signed()
    {
        var other = await _workshop.PackAsync(Version, runtime: "linux-arm64");
        await File.WriteAllTextAsync(_workshop["install-edge-agent.sh"], "#!/bin/sh");
        await File.WriteAllTextAsync(_workshop["install-edge-agent.sh.sig"], "64 bytes");

        await _desk.Publisher(_workshop).PublishAsync(Request(_bundle, other), [_workshop["install-edge-agent.sh"]], progress: null, CancellationToken.None);

        Assert.Equal(10, Fake.Only.Assets.Count);
        using var folder = new TemporaryFolder();
        foreach (var asset in Fake.Only.Assets)
        {
            await File.WriteAllBytesAsync(folder[asset.Name], asset.Content, CancellationToken.None);
        }

        Assert.Equal(8, (await RunAsync(folder.Path, "sha256sum", "--strict", "-c", "SHA256SUMS")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(
            "Verified",
            await RunAsync(folder.Path, "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", _workshop["keys/builder.pub.pem"], "-rawin", "-in", "SHA256SUMS", "-sigfile", "SHA256SUMS.sig"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_GitHub_would_not_take_are_known_before_devices_are_served()
    {
        Directory.CreateDirectory(_workshop["x64"]);
        Directory.CreateDirectory(_workshop["arm64"]);
        await File.WriteAllTextAsync(_workshop["x64/install.sh"], "#!/bin/sh");
        await File.WriteAllTextAsync(_workshop["arm64/Install.sh"], "#!/bin/sh");
        var before = _workshop.StoreSnapshot();

        var repeated = await Assert.ThrowsAsync<GitHubException>(() =>
            _desk.Publisher(_workshop).PublishAsync(Request(_bundle), [_workshop["x64/install.sh"], _workshop["arm64/Install.sh"]], progress: null, CancellationToken.None));
        await using (var payload = File.OpenWrite(Path.Combine(_bundle, "payload.tar.zst")))
        {
            payload.SetLength(2L << 30);
        }

        var large = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal((GitHubFailure.AssetInvalid, GitHubFailure.AssetInvalid), (repeated.Failure, large.Failure));
        Assert.Contains("less than 2 GiB", large.Message, StringComparison.Ordinal);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task Publishing_again_uploads_nothing_and_changes_nothing()
    {
        await PublishAsync();
        Fake.Calls.Clear();

        var again = await PublishAsync();

        Assert.All(Fake.Calls, call => Assert.Equal("GET", call.Method));
        Assert.All(again.GitHub!.Files, file => Assert.False(file.IsNew));
    }

    [Fact]
    public async Task A_run_that_died_is_completed_and_no_file_is_uploaded_twice()
    {
        var draft = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2" });
        Fake.AddAsset(draft, Payload, await File.ReadAllBytesAsync(Path.Combine(_bundle, "payload.tar.zst"), CancellationToken.None));
        Fake.AddAsset(draft, "SHA256SUMS", [], "starter");
        Fake.AddAsset(draft, "edge-agent-1.4.2-linux-x64.manifest.json", "of an earlier attempt"u8.ToArray());

        var publication = await PublishAsync();

        Assert.Equal(Files, Fake.Only.Names);
        Assert.DoesNotContain(Fake.Calls, call => call.Name == Payload);
        Assert.Equal([Payload], publication.GitHub!.Files.Where(file => !file.IsNew).Select(file => file.Name));
        Assert.False(draft.IsDraft);
        Assert.Equal("What is new", draft.Body);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("broken")]
    [InlineData("502")]
    [InlineData("502, done")]
    [InlineData("stalled")]
    public async Task An_upload_that_fails_is_looked_at_and_done_again(string fault)
    {
        using var desk = new GitHubDesk { IdleTimeout = TimeSpan.FromSeconds(fault == "stalled" ? 0.5 : 30) };
        desk.Fake.Fail("POST", "/assets", fault switch
        {
            "lost" => GitHubFault.LoseAnswer,
            "broken" => GitHubFault.BreakOff,
            "502" => GitHubFault.Refuse(502),
            "stalled" => GitHubFault.Stall,
            _ => GitHubFault.Refuse(502) with { IsDone = true },
        });

        await PublishAsync(desk);

        Assert.Equal(Files, desk.Fake.Only.Names);
        Assert.All(desk.Fake.Only.Assets, asset => Assert.Equal("uploaded", asset.State));
        Assert.Equal(fault is "lost" or "502, done" ? 5 : 6, desk.Fake.Calls.Count(call => call.Name is not null));
        Assert.Equal(1, desk.Fake.Publications);
    }

    [Fact]
    public async Task An_upload_that_never_succeeds_leaves_a_draft_and_says_that_devices_are_served()
    {
        Fake.Fail("POST", "/assets", GitHubFault.BreakOff, times: 100);

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal("SLP3049", refusal.Code);
        Assert.Contains("1.4.2 is published, and canary serves it", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("The same command again completes it", refusal.Hint, StringComparison.Ordinal);
        Assert.True(Fake.Only.IsDraft);
        Assert.Equal(Version, (await OfferedAsync()).ToString());
    }

    [Fact]
    public async Task A_draft_whose_answer_was_lost_is_found_and_not_made_twice()
    {
        Fake.Fail("POST", "/releases", GitHubFault.LoseAnswer);

        await PublishAsync();

        Assert.Equal((1, 1), (Fake.Releases.Count, Fake.Publications));
    }

    [Fact]
    public async Task Of_two_drafts_of_a_tag_the_oldest_counts_and_ours_is_removed()
    {
        FakeRelease? others = null;
        Fake.Fail("POST", "/releases", GitHubFault.After(() => others = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2", Body = "What is new" })));

        await PublishAsync();

        Assert.Same(others, Fake.Only);
        Assert.Equal(Files, Fake.Only.Names);
    }

    [Fact]
    public async Task A_second_draft_that_another_publisher_removes_at_the_same_moment_is_gone_all_the_same()
    {
        var first = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2", Body = "What is new" });
        var second = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2", Body = "What is new" });
        Fake.Fail("GET", $"/releases/{second.Id}/assets", GitHubFault.After(() => Fake.Releases.Remove(second)));

        await PublishAsync();

        Assert.Same(first, Fake.Only);
        Assert.Equal(Files, Fake.Only.Names);
    }

    [Fact]
    public async Task A_draft_with_something_of_its_own_is_not_removed()
    {
        Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2" });
        var named = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "Somebody's" });
        var filled = Fake.Add(new FakeRelease { Tag = "v1.4.2", IsDraft = true, Name = "edge-agent 1.4.2", Body = "What is new" });
        Fake.AddAsset(filled, "report.pdf", [1]);

        await PublishAsync();

        Assert.Equal(3, Fake.Releases.Count);
        Assert.True(named.IsDraft && filled.IsDraft);
    }

    [Fact]
    public async Task A_draft_that_another_publisher_removed_is_made_anew()
    {
        Fake.Fail("POST", "/assets", GitHubFault.After(Fake.Releases.Clear));

        await PublishAsync();

        Assert.Equal(Files, Fake.Only.Names);
    }

    [Fact]
    public async Task Other_bytes_in_a_published_release_are_refused_and_stay()
    {
        await PublishAsync();
        Fake.Only[Payload].Content = "replaced"u8.ToArray();
        Fake.Calls.Clear();

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal("SLP3044", refusal.Code);
        Assert.Contains(Payload, refusal.Message, StringComparison.Ordinal);
        Assert.All(Fake.Calls, call => Assert.Equal("GET", call.Method));
    }

    [Fact]
    public async Task A_file_that_a_published_release_lost_is_uploaded_again()
    {
        await PublishAsync();
        Fake.Only.Assets.RemoveAll(asset => asset.Name == Payload);

        await PublishAsync();

        Assert.Equal(Files, Fake.Only.Names);
        Assert.Equal(1, Fake.Publications);
    }

    [Fact]
    public async Task An_immutable_release_is_whole_when_it_is_published_and_takes_nothing_afterwards()
    {
        Fake.MakesImmutable = true;
        await PublishAsync();
        await PublishAsync();
        Fake.Only.Assets.RemoveAll(asset => asset.Name == Payload);

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal("SLP3045", refusal.Code);
    }

    [Fact]
    public async Task Without_digests_files_are_read_and_compared()
    {
        Fake.SaysDigests = false;
        await PublishAsync();
        await PublishAsync();
        Fake.Only[Payload].Content[^1] ^= 1;

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal("SLP3044", refusal.Code);
    }

    [Fact]
    public async Task Another_signature_by_the_same_key_is_as_good_and_another_key_s_is_not()
    {
        await PublishAsync();
        var signature = Fake.Only["SHA256SUMS.sig"];
        signature.Content = new byte[64];

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal("SLP3044", refusal.Code);
        Assert.Contains("SHA256SUMS.sig", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promotion_to_the_last_channel_makes_the_same_release_the_latest()
    {
        await PublishAsync();
        var before = Fake.Only.Assets.ToDictionary(asset => asset.Id, asset => asset.Content);
        var publisher = _desk.Publisher(_workshop);
        Fake.Calls.Clear();

        var beta = await publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None);
        Assert.True(beta.GitHub!.IsPrerelease);
        _workshop.Clock.Now += TimeSpan.FromDays(3);
        var stable = await publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), CancellationToken.None);
        await publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), CancellationToken.None);
        await PublishAsync();

        Assert.False(stable.GitHub!.IsPrerelease);
        Assert.Equal((Fake.Only.Id, false, 1), (Fake.Latest, Fake.Only.IsPrerelease, Fake.Publications));
        Assert.Equal(before, Fake.Only.Assets.ToDictionary(asset => asset.Id, asset => asset.Content));
        Assert.DoesNotContain(Fake.Calls, call => call.Method is "POST" or "DELETE");
    }

    [Fact]
    public async Task A_plan_looks_at_the_release_on_GitHub_and_changes_nothing_there()
    {
        await PublishAsync();
        var publisher = _desk.Publisher(_workshop);
        var toBeta = new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        Fake.Calls.Clear();

        var beta = await publisher.PlanAsync(toBeta, fleet: null, _workshop.Folder, CancellationToken.None);
        var stable = await publisher.PlanAsync(toBeta with { From = ReleaseWorkshop.Beta, To = ReleaseWorkshop.Stable }, fleet: null, _workshop.Folder, CancellationToken.None);

        Assert.Equal(PlanVerdict.Ready, beta.Verdict);
        Assert.Contains($"github     v{Version} is a prerelease, and stays one", PlanText.Lines(beta));
        Assert.Contains($"github     v{Version} is a prerelease now, and the latest release then", PlanText.Lines(stable));
        Assert.True((bool)PlanJson.Of(stable)["github"]!["latest"]!);
        Assert.All(Fake.Calls, call => Assert.Equal("GET", call.Method));
    }

    [Fact]
    public async Task What_GitHub_does_not_have_is_refused_in_the_plan_as_well()
    {
        await _workshop.PublishAsync(Version);

        var plan = await _desk.Publisher(_workshop).PlanAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), fleet: null, _workshop.Folder, CancellationToken.None);

        Assert.Equal(PlanVerdict.Refused, plan.Verdict);
        Assert.Equal("SLP3043", Assert.Single(plan.Refusals).Code);
        Assert.Null(plan.GitHub);
    }

    /// <summary>The promotion would end with 3 then, and so does the plan.</summary>
    [Fact]
    public async Task Where_GitHub_cannot_be_reached_only_time_stands_against_the_promotion()
    {
        await _workshop.PublishAsync(Version);
        Fake.Fail("GET", "", GitHubFault.Refuse(503), times: 100);

        var plan = await _desk.Publisher(_workshop).PlanAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), fleet: null, _workshop.Folder, CancellationToken.None);

        Assert.Equal("SLP3049", Assert.Single(plan.Refusals).Code);
        Assert.Equal(PlanVerdict.NotYet, plan.Verdict);
    }

    [Fact]
    public async Task What_GitHub_does_not_have_is_not_promoted()
    {
        await _workshop.PublishAsync(Version);
        var before = _workshop.StoreSnapshot();
        var publisher = _desk.Publisher(_workshop);

        var refusal = await Assert.ThrowsAsync<GitHubException>(
            () => publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None));

        Assert.Equal("SLP3043", refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task An_immutable_prerelease_stays_one_and_it_is_said()
    {
        Fake.MakesImmutable = true;
        _workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        await PublishAsync();
        var publisher = _desk.Publisher(_workshop);
        await publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<GitHubException>(
            () => publisher.PromoteAsync(new PromotionRequest(SemanticVersion.Parse(Version), ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), CancellationToken.None));

        Assert.Equal("SLP3045", refusal.Code);
        Assert.Contains("stable serves it to devices", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "SLP3041")]
    [InlineData(404, "SLP3042")]
    public async Task What_GitHub_refuses_beforehand_publishes_nothing(int status, string code)
    {
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(status));
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<GitHubException>(PublishAsync);

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("an installer.sh")]
    [InlineData(".hidden")]
    [InlineData("SHA256SUMS.SIG", false)]
    public async Task A_file_that_GitHub_would_rename_or_that_is_there_already_is_refused(string name, bool isBefore = true)
    {
        await File.WriteAllTextAsync(_workshop[name], "x");
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => _desk.Publisher(_workshop).PublishAsync(Request(_bundle), [_workshop[name]], progress: null, CancellationToken.None));

        Assert.Equal("SLP3046", refusal.Code);
        Assert.True(!isBefore || before.SequenceEqual(_workshop.StoreSnapshot()));
    }

    [Fact]
    public async Task Without_the_builder_s_key_nothing_is_published()
    {
        File.Delete(_workshop["keys/builder.pem"]);
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(PublishAsync);

        Assert.Equal(InputFailure.KeyNotFound, refusal.Failure);
        Assert.Equal(before, _workshop.StoreSnapshot());
        Assert.Empty(Fake.Calls);
    }

    [Fact]
    public async Task Two_publishers_at_once_make_one_release()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(PublishAsync)));

        Assert.Equal(Files, Fake.Releases.Single(release => !release.IsDraft).Names);
        Assert.Equal(1, Fake.Publications);
        Assert.All(results, result => Assert.Equal("v1.4.2", result.GitHub!.Tag));
    }

    private Task<Publication> PublishAsync() => PublishAsync(_desk);

    private Task<Publication> PublishAsync(GitHubDesk desk) => desk.Publisher(_workshop).PublishAsync(Request(_bundle), [], progress: null, CancellationToken.None);

    private static PublishRequest Request(params string[] bundles) => new([.. bundles], ReleaseWorkshop.Canary) { Notes = "What is new" };

    private async Task<SemanticVersion> OfferedAsync() =>
        (await (await _workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!.Release.Version;

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {output}{await error}");
        return output;
    }
}
