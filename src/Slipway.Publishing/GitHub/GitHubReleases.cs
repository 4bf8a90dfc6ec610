using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>The calls over HttpClient. The other implementation is <c>GitHubReleases.Octokit.cs</c>, compiled with <c>FullFeed</c>.</summary>
internal sealed class GitHubReleases(GitHubTarget target, GitHubConnection connection) : IGitHubReleases
{
    private const int PageLength = 100;

    public IAsyncEnumerable<GitHubRelease> ListAsync(CancellationToken cancellation) => PagesAsync("releases", GitHubJson.Default.GitHubReleaseArray, cancellation);

    public Task<GitHubRelease> CreateAsync(GitHubDraft draft, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "releases", JsonSerializer.SerializeToUtf8Bytes(draft, GitHubJson.Default.GitHubDraft), GitHubJson.Default.GitHubRelease, cancellation);

    public Task<GitHubRelease> UpdateAsync(long release, GitHubChange change, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, $"releases/{release}", JsonSerializer.SerializeToUtf8Bytes(change, GitHubJson.Default.GitHubChange), GitHubJson.Default.GitHubRelease, cancellation);

    public Task DeleteAsync(long release, CancellationToken cancellation) => DeleteAsync($"releases/{release}", cancellation);

    public async Task<ImmutableArray<GitHubAsset>> ListAssetsAsync(long release, CancellationToken cancellation)
    {
        var assets = ImmutableArray.CreateBuilder<GitHubAsset>();
        await foreach (var asset in PagesAsync($"releases/{release}/assets", GitHubJson.Default.GitHubAssetArray, cancellation))
        {
            assets.Add(asset);
        }

        return assets.DrainToImmutable();
    }

    public async Task<GitHubAsset?> UploadAsync(GitHubRelease release, string name, StoreContent content, Action<long>? sent, CancellationToken cancellation)
    {
        var request = new GitHubRequest(HttpMethod.Post, UploadAddress.Of(target.Api, release, name)) { Body = () => new AssetContent(name, content, sent), MayBeThere = true };
        var answer = await connection.SendAsync(request, cancellation);
        return answer.IsSuccess ? Read(answer, GitHubJson.Default.GitHubAsset) : null;
    }

    public Task DeleteAssetAsync(long asset, CancellationToken cancellation) => DeleteAsync($"releases/assets/{asset}", cancellation);

    public async Task ReadAssetAsync(long asset, Stream destination, CancellationToken cancellation) =>
        await connection.SendAsync(new GitHubRequest(HttpMethod.Get, target.At($"releases/assets/{asset}")) { Destination = destination }, cancellation);

    public void Dispose() => connection.Dispose();

    /// <summary>The items of a list, which GitHub gives page by page. A page is asked for when the one before is used up.</summary>
    private async IAsyncEnumerable<T> PagesAsync<T>(string path, JsonTypeInfo<T[]> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var page = 1; page > 0;)
        {
            var answer = await GetAsync($"{path}?per_page={PageLength}&page={page}", cancellation);
            foreach (var item in Read(answer, type))
            {
                yield return item;
            }

            page = answer.IsLastPage ? 0 : page + 1;
        }
    }

    private Task<GitHubAnswer> GetAsync(string path, CancellationToken cancellation) => connection.SendAsync(new GitHubRequest(HttpMethod.Get, target.At(path)), cancellation);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Read(await connection.SendAsync(new GitHubRequest(method, target.At(path)) { Body = () => Json(body) }, cancellation), type);

    private async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await connection.SendAsync(new GitHubRequest(HttpMethod.Delete, target.At(path)), cancellation);
        }
        catch (GitHubException gone) when (gone.Failure == GitHubFailure.RepositoryNotFound)
        {
            // By somebody else, or by an attempt whose answer was lost.
        }
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static T Read<T>(GitHubAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw new JsonException("It is null");
        }
        catch (JsonException malformed)
        {
            throw new GitHubException(GitHubFailure.AnswerInvalid, $"The answer to {answer.Message.RequestMessage?.RequestUri?.AbsolutePath} is not one that GitHub gives: {malformed.Message}", malformed)
            {
                Hint = "Look at the address of the API, and at proxies on the way.",
            };
        }
    }
}
