using System.Text;
using Slipway.Bundles;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

/// <summary>Every request has the shape that GitHub describes, and so has every answer of the fake that the other tests rely on.</summary>
/// <remarks>But for reading an asset: the bytes of one are described in words only.</remarks>
public sealed class DescriptionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GitHubDescription _description = null!;
    private GitHubDesk _desk = null!;
    private bool _uploadsPass;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(GitHubDescription.Obstacle is not null, GitHubDescription.Obstacle ?? "");
        _desk = new GitHubDesk { Handler = () => new UploadDetour(_uploadsPass ? null : _desk.Fake.Api) };
        _description = await GitHubDescription.StartAsync(_folder.Path, _desk.Fake.Api);
        _desk.Fake.UploadsElsewhere = _description.Address;
        _desk.Target = _desk.Target with { Api = GitHubApi.Parse(_description.Address.AbsoluteUri) };
    }

    public ValueTask DisposeAsync()
    {
        _description?.Dispose();
        _desk?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_call_is_one_that_GitHub_describes()
    {
        _uploadsPass = true;
        using var github = _desk.Open();

        var draft = await github.CreateAsync(new GitHubDraft("v1.4.2", "main", "edge-agent 1.4.2", "Notes", Prerelease: true), CancellationToken.None);
        var asset = await github.UploadAsync(draft, "file.bin", StoreContent.Of("bytes"u8.ToArray()), sent: null, CancellationToken.None);
        Assert.Single(await github.ListAssetsAsync(draft.Id, CancellationToken.None));
        await github.DeleteAssetAsync(asset!.Id, CancellationToken.None);
        var whole = new GitHubChange { TagName = "v1.4.2", TargetCommitish = "main", Body = "Others", Draft = false, Prerelease = false, MakeLatest = true };
        await github.UpdateAsync(draft.Id, whole, CancellationToken.None);
        await github.DeleteAsync(draft.Id, CancellationToken.None);
        Assert.Empty(_desk.Fake.Releases);
    }

    [Fact]
    public async Task The_whole_way_of_a_release_is_as_GitHub_describes_it()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        var request = new PublishRequest([await workshop.PackAsync("1.4.2")], ReleaseWorkshop.Canary) { Notes = "What is new" };
        var (publisher, version) = (_desk.Publisher(workshop), SemanticVersion.Parse("1.4.2"));

        await publisher.PublishAsync(request, [], progress: null, CancellationToken.None);
        await publisher.PublishAsync(request, [], progress: null, CancellationToken.None);
        await publisher.PromoteAsync(new PromotionRequest(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None);
        await publisher.PromoteAsync(new PromotionRequest(version, ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), CancellationToken.None);

        Assert.Equal((5, _desk.Fake.Only.Id, 1), (_desk.Fake.Only.Assets.Count, _desk.Fake.Latest, _desk.Fake.Publications));
    }

    [Fact]
    public async Task A_request_of_another_shape_would_be_refused()
    {
        using var client = new HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bearer {GitHubFake.Token}" }, { "Accept", "application/json" } } };
        using var body = new StringContent("""{ "tag_name": 1 }""", Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri(_description.Address, $"repos/{GitHubFake.Repository}/releases"), body, CancellationToken.None);

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Empty(_desk.Fake.Calls);
    }
}
