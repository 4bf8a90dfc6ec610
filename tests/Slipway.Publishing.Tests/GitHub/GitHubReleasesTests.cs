using System.Text;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Stores;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

/// <summary>What both implementations of the calls do. Each build has one of them: docs/decisions/0002-full-feed.md.</summary>
public sealed class GitHubReleasesTests : IDisposable
{
    private readonly GitHubDesk _desk = new();

    private GitHubFake Fake => _desk.Fake;

    [Fact]
    public async Task Makes_changes_publishes_and_deletes_a_release()
    {
        using var github = _desk.Open();

        var draft = await github.CreateAsync(new GitHubDraft("v1.4.2", "main", "edge-agent 1.4.2", "Notes: \"ü\"", Prerelease: true), CancellationToken.None);
        var published = await github.UpdateAsync(
            draft.Id, new GitHubChange { TagName = "v1.4.2", Draft = false, Prerelease = false, MakeLatest = true, Body = "Others" }, CancellationToken.None);

        Assert.Equal((true, true, "v1.4.2", "edge-agent 1.4.2", "Notes: \"ü\""), (draft.Draft, draft.Prerelease, draft.TagName, draft.Name, draft.Body));
        Assert.Equal((false, false, "Others"), (published.Draft, published.Prerelease, published.Body));
        Assert.Equal((published.Id, "main", "edge-agent 1.4.2"), (Fake.Latest, Fake.Only.Target, Fake.Only.Name));
        await github.DeleteAsync(draft.Id, CancellationToken.None);
        await github.DeleteAsync(draft.Id, CancellationToken.None);
        Assert.Empty(Fake.Releases);
    }

    [Fact]
    public async Task What_a_change_does_not_name_stays()
    {
        var release = Fake.Add(new FakeRelease { Tag = "v1.4.2", Name = "A title", Body = "Notes", IsPrerelease = true, Target = "main" });
        using var github = _desk.Open();

        await github.UpdateAsync(release.Id, new GitHubChange { Prerelease = false, MakeLatest = false }, CancellationToken.None);

        Assert.Equal(("v1.4.2", "A title", "Notes", "main", false), (release.Tag, release.Name, release.Body, release.Target, release.IsPrerelease));
        Assert.Null(Fake.Latest);
    }

    [Fact]
    public async Task Lists_are_read_to_their_last_page()
    {
        Fake.MaxPageLength = 2;
        var tags = Enumerable.Range(1, 5).Select(number => $"v{number}.0.0").ToArray();
        FakeRelease[] releases = [.. tags.Select(tag => Fake.Add(new FakeRelease { Tag = tag, IsDraft = true }))];
        var assets = Enumerable.Range(1, 4).Select(number => Fake.AddAsset(releases[0], $"file{number}", [1]).Name).ToArray();
        using var github = _desk.Open();

        List<string> listed = [];
        await foreach (var release in github.ListAsync(CancellationToken.None))
        {
            listed.Add(release.TagName);
        }

        Assert.Equal(tags.Reverse(), listed);
        Assert.Equal(assets, (await github.ListAssetsAsync(releases[0].Id, CancellationToken.None)).Select(asset => asset.Name));
    }

    [Fact]
    public async Task Uploads_reads_and_deletes_an_asset()
    {
        var release = Fake.Add(new FakeRelease { Tag = "v1", IsDraft = true });
        using var github = _desk.Open();
        var described = await FirstAsync(github);
        var content = StoreContent.Of(Encoding.UTF8.GetBytes("the bytes"));

        var asset = await github.UploadAsync(described, "file-1.bin", content, sent: null, CancellationToken.None);
        var repeated = await github.UploadAsync(described, "file-1.bin", content, sent: null, CancellationToken.None);
        using var read = new MemoryStream();
        await github.ReadAssetAsync(asset!.Id, read, CancellationToken.None);

        Assert.Equal("the bytes"u8, release["file-1.bin"].Content);
        Assert.Equal((true, 9L, content.Digest), (asset.IsUploaded, asset.Size, asset.Sha256Digest));
        Assert.Null(repeated);
        Assert.Equal("the bytes"u8, read.ToArray());
        await github.DeleteAssetAsync(asset.Id, CancellationToken.None);
        await github.DeleteAssetAsync(asset.Id, CancellationToken.None);
        Assert.Empty(release.Assets);
    }

    [Fact]
    public async Task A_large_asset_is_never_whole_in_memory()
    {
        const int length = 96 << 20;
        Fake.Add(new FakeRelease { Tag = "v1", IsDraft = true });
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["payload"], new byte[length]);
        await using var file = File.OpenRead(folder["payload"]);
        var content = StoreContent.OfFile(folder["payload"], length, await Sha256Digest.OfAsync(file, CancellationToken.None));
        using var github = _desk.Open();
        var release = await FirstAsync(github);
        Fake.Fail("POST", "/assets", GitHubFault.BreakOff);
        List<long> reports = [];

        await Assert.ThrowsAsync<GitHubException>(() => github.UploadAsync(release, "payload", content, reports.Add, CancellationToken.None));

        // What a socket takes before it is closed, and not the rest.
        Assert.InRange(reports.DefaultIfEmpty().Max(), 0, length / 2);
    }

    [Fact]
    public async Task Requests_say_who_asks_and_what_for()
    {
        using var github = _desk.Open();

        await github.CreateAsync(new GitHubDraft("v1", null, "1", "", Prerelease: false), CancellationToken.None);
        await github.UploadAsync(await FirstAsync(github), "file", StoreContent.Of(new byte[] { 1 }), sent: null, CancellationToken.None);

        Assert.All(Fake.Calls, call =>
        {
            Assert.Equal($"Bearer {GitHubFake.Token}", call.Authorization);
            Assert.StartsWith("slipway/", call.Headers["User-Agent"], StringComparison.Ordinal);
            Assert.Equal("2022-11-28", call.Headers["X-GitHub-Api-Version"]);
            Assert.Equal("application/vnd.github+json", call.Headers["Accept"]);
        });
        Assert.Equal(["application/json", "application/octet-stream"], Fake.Calls.Where(call => call.Method == "POST").Select(call => call.Headers["Content-Type"].Split(';')[0]));
    }

    [Fact]
    public async Task N1_Uploads_go_nowhere_but_to_the_API_s_own_host()
    {
        using var stranger = new GitHubFake();
        Fake.Add(new FakeRelease { Tag = "v1", IsDraft = true });
        Fake.UploadsElsewhere = stranger.Api;
        using var github = _desk.Open();
        var release = await FirstAsync(github);

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => github.UploadAsync(release, "file", StoreContent.Of(new byte[] { 1 }), sent: null, CancellationToken.None));

        Assert.Equal("SLP3050", refusal.Code);
        Assert.Empty(stranger.Calls);
    }

    [Theory]
    [InlineData("https://api.github.com", "https://uploads.github.com/repos/a/b/releases/1/assets{?name,label}", true)]
    [InlineData("https://api.acme.ghe.com", "https://uploads.acme.ghe.com/repos/a/b/releases/1/assets{?name,label}", true)]
    [InlineData("https://github.example.com/api/v3", "https://github.example.com/api/uploads/repos/a/b/releases/1/assets", true)]
    [InlineData("https://api.github.com", "https://uploads.github.com.evil.example/x", false)]
    [InlineData("https://api.github.com", "https://uploads.github.com@evil.example/x", false)]
    [InlineData("https://api.github.com", "http://uploads.github.com/x", false)]
    [InlineData("https://api.github.com", "https://uploads.github.com:8443/x", false)]
    [InlineData("https://github.example.com/api/v3", "https://uploads.github.example.com/x", false)]
    [InlineData("https://api.github.com", "/relative", false)]
    public void N1_The_hosts_of_uploads_are_known(string api, string upload, bool isKnown)
    {
        GitHubRelease release = new() { Id = 1, TagName = "v1", HtmlUrl = "", UploadUrl = upload };

        var refusal = Record.Exception(() => UploadAddress.Of(GitHubApi.Parse(api), release, "file"));

        Assert.Equal(isKnown, refusal is null);
    }

    [Fact]
    public async Task N1_The_bytes_of_an_asset_may_be_elsewhere_and_the_token_does_not_follow()
    {
        List<string?> authorizations = [];
        using var storage = new LoopbackServer((request, response) =>
        {
            authorizations.Add(request.Headers["Authorization"]);
            response.OutputStream.Write("from elsewhere"u8);
        });
        var asset = Fake.AddAsset(Fake.Add(new FakeRelease { Tag = "v1" }), "file", [1]);
        Fake.DownloadsElsewhere = storage.Address;
        using var github = _desk.Open();
        using var read = new MemoryStream();

        await github.ReadAssetAsync(asset.Id, read, CancellationToken.None);

        Assert.Equal("from elsewhere"u8, read.ToArray());
        Assert.Equal([null], authorizations);
    }

    [Fact]
    public async Task N1_A_redirect_to_another_host_is_refused()
    {
        using var stranger = new GitHubFake();
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(301, "Moved", ("Location", stranger.Api.AbsoluteUri)));
        using var github = _desk.Open();

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => FirstAsync(github));

        Assert.Equal("SLP3050", refusal.Code);
        Assert.Empty(stranger.Calls);
    }

    [Fact]
    public async Task A_repository_that_was_renamed_is_followed_within_the_API()
    {
        Fake.Add(new FakeRelease { Tag = "v1" });
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(301, "Moved", ("Location", $"{Fake.Api}/repos/{GitHubFake.Repository}/releases?per_page=100")));
        using var github = _desk.Open();

        Assert.Equal("v1", (await FirstAsync(github)).TagName);
    }

    [Theory]
    [InlineData(401, "SLP3041")]
    [InlineData(403, "SLP3041")]
    [InlineData(404, "SLP3042")]
    [InlineData(422, "SLP3047")]
    [InlineData(409, "SLP3047")]
    public async Task A_refusal_has_its_code_and_GitHub_s_words_and_never_the_token(int status, string code)
    {
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(status, $"It is so, for 'Bearer {GitHubFake.Token}' said nothing"));
        using var github = _desk.Open();

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => FirstAsync(github));

        Assert.Equal(code, refusal.Code);
        Assert.Contains("It is so", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubFake.Token, refusal.ToString(), StringComparison.Ordinal);
        Assert.Single(Fake.Calls);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_refused()
    {
        using var proxy = new LoopbackServer((_, response) => response.OutputStream.Write("<html>Please log in</html>"u8));
        var target = _desk.Target with { Api = GitHubApi.Parse(proxy.Address.AbsoluteUri) };
        using var github = new GitHubReleases(target, new GitHubConnection(target.Api, GitHubFake.Token, _desk.Patience()));

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => FirstAsync(github));

        Assert.Equal("SLP3050", refusal.Code);
    }

    [Fact]
    public async Task What_fails_for_a_while_is_tried_again_after_growing_waits()
    {
        Fake.Add(new FakeRelease { Tag = "v1" });
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(502));
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(500));
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(503));
        using var github = _desk.Open();

        Assert.Equal("v1", (await FirstAsync(github)).TagName);
        Assert.Equal(4, Fake.Calls.Count);
        Assert.InRange(_desk.Clock.Waits[0].TotalSeconds, 1, 2);
        Assert.InRange(_desk.Clock.Waits[2].TotalSeconds, 4, 8);
        Assert.Equal(3, _desk.Warnings.Count);
    }

    [Fact]
    public async Task What_fails_for_good_is_given_up()
    {
        Fake.Fail("GET", "/releases", GitHubFault.Refuse(500), times: 10);
        using var github = _desk.Open();

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => FirstAsync(github));

        Assert.Equal(("SLP3049", true), (refusal.Code, refusal.IsTemporary));
        Assert.Equal(5, Fake.Calls.Count);
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_done_again()
    {
        Fake.Fail("POST", "/releases", GitHubFault.LoseAnswer);
        using var github = _desk.Open();

        await Assert.ThrowsAsync<GitHubException>(() => github.CreateAsync(new GitHubDraft("v1", null, "1", "", Prerelease: false), CancellationToken.None));

        Assert.Single(Fake.Calls);
        Assert.Single(Fake.Releases);
    }

    [Fact]
    public async Task A_request_on_which_nothing_moves_is_given_up()
    {
        using var desk = new GitHubDesk { IdleTimeout = TimeSpan.FromMilliseconds(300) };
        desk.Fake.Fail("GET", "/releases", GitHubFault.Stall, times: 5);
        using var github = desk.Open();

        var refusal = await Assert.ThrowsAsync<GitHubException>(() => FirstAsync(github));

        Assert.Equal("SLP3049", refusal.Code);
        Assert.Contains("nothing moved", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cancels_is_not_told_of_GitHub()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Stall);
        using var github = _desk.Open();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await github.ListAssetsAsync(1, cancellation.Token));
    }

    [Fact]
    public async Task Content_that_changed_since_it_was_verified_is_not_sent_whole()
    {
        Fake.Add(new FakeRelease { Tag = "v1", IsDraft = true });
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "changed!");
        using var github = _desk.Open();
        var release = await FirstAsync(github);
        var content = StoreContent.OfFile(folder["file"], 8, Sha256Digest.Of("as it was"u8));

        var refusal = await Assert.ThrowsAsync<InputException>(() => github.UploadAsync(release, "file", content, sent: null, CancellationToken.None));

        Assert.Equal(InputFailure.FileChanged, refusal.Failure);
        Assert.Empty(Fake.Only.Assets);
    }

    public void Dispose() => _desk.Dispose();

    private static async Task<GitHubRelease> FirstAsync(IGitHubReleases github)
    {
        await foreach (var release in github.ListAsync(CancellationToken.None))
        {
            return release;
        }

        throw new InvalidOperationException("There is no release.");
    }
}
