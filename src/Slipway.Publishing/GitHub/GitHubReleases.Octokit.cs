using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Octokit;
using Octokit.Internal;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>The calls with Octokit, compiled with <c>FullFeed</c>. The other implementation is <c>GitHubReleases.cs</c>.</summary>
/// <remarks>
/// Requests, JSON and pages are Octokit's. What carries them is <see cref="GitHubConnection"/> in both: Octokit's own transport copies a body into memory before it sends it.
/// </remarks>
internal sealed class GitHubReleases(GitHubTarget target, GitHubConnection connection) : IGitHubReleases
{
    private const int PageLength = 100;
    private const string Json = "application/json";

    private static readonly ProductHeaderValue Product = new("slipway");

    public async IAsyncEnumerable<GitHubRelease> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var release in ListAsync<OctokitRelease>("releases", cancellation))
        {
            yield return release.ToRelease();
        }
    }

    public async Task<GitHubRelease> CreateAsync(GitHubDraft draft, CancellationToken cancellation)
    {
        var release = new NewRelease(draft.TagName)
        {
            TargetCommitish = draft.TargetCommitish,
            Name = draft.Name,
            Body = draft.Body,
            Draft = draft.Draft,
            Prerelease = draft.Prerelease,
        };
        return Require(await Connect(cancellation).Post<OctokitRelease>(target.At("releases"), release, accepts: null, Json, cancellation)).ToRelease();
    }

    public async Task<GitHubRelease> UpdateAsync(long release, GitHubChange change, CancellationToken cancellation)
    {
        var update = new ReleaseUpdate
        {
            TagName = change.TagName,
            TargetCommitish = change.TargetCommitish,
            Body = change.Body,
            Draft = change.Draft,
            Prerelease = change.Prerelease,
            MakeLatest = change.MakeLatest is { } isLatest ? isLatest ? MakeLatestQualifier.True : MakeLatestQualifier.False : null,
        };
        return Require(await Connect(cancellation).Patch<OctokitRelease>(target.At($"releases/{release}"), update)).ToRelease();
    }

    public Task DeleteAsync(long release, CancellationToken cancellation) => DeleteAsync($"releases/{release}", cancellation);

    public async Task<ImmutableArray<GitHubAsset>> ListAssetsAsync(long release, CancellationToken cancellation)
    {
        var assets = ImmutableArray.CreateBuilder<GitHubAsset>();
        await foreach (var asset in ListAsync<OctokitAsset>($"releases/{release}/assets", cancellation))
        {
            assets.Add(asset.ToAsset());
        }

        return assets.DrainToImmutable();
    }

    public async Task<GitHubAsset?> UploadAsync(GitHubRelease release, string name, StoreContent content, Action<long>? sent, CancellationToken cancellation)
    {
        using var body = new AssetContent(name, content, sent);
        var answer = await Connect(cancellation).Post<OctokitAsset>(UploadAddress.Of(target.Api, release, name), body, accepts: null, "application/octet-stream", cancellation);
        return answer.HttpResponse.StatusCode == OctokitTransport.AlreadyThere ? null : Require(answer).ToAsset();
    }

    public Task DeleteAssetAsync(long asset, CancellationToken cancellation) => DeleteAsync($"releases/assets/{asset}", cancellation);

    /// <summary>Not with Octokit, which has all of an answer in memory.</summary>
    public async Task ReadAssetAsync(long asset, Stream destination, CancellationToken cancellation) =>
        await connection.SendAsync(new GitHubRequest(HttpMethod.Get, target.At($"releases/assets/{asset}")) { Destination = destination }, cancellation);

    public void Dispose() => connection.Dispose();

    private async IAsyncEnumerable<T> ListAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var page = 1; page > 0;)
        {
            var answer = await Connect(cancellation).Get<List<T>>(target.At($"{path}?per_page={PageLength}&page={page}"), parameters: null, accepts: null, cancellation);
            foreach (var entry in Require(answer))
            {
                yield return entry;
            }

            page = ((OctokitResponse)answer.HttpResponse).IsLastPage ? 0 : page + 1;
        }
    }

    private async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await Connect(cancellation).Delete(target.At(path));
        }
        catch (GitHubException gone) when (gone.Failure == GitHubFailure.RepositoryNotFound)
        {
            // By somebody else, or by an attempt whose answer was lost.
        }
    }

    /// <summary>Not every call of Octokit can be cancelled, so each gets a transport that can.</summary>
#pragma warning disable CA2000 // There is nothing to dispose of in a transport.
    private Connection Connect(CancellationToken cancellation) => new(
        Product, target.Api.At(""), new InMemoryCredentialStore(Credentials.Anonymous), new OctokitTransport(connection, cancellation), new SimpleJsonSerializer());
#pragma warning restore CA2000

    private static T Require<T>(IApiResponse<T> answer) => answer.Body is { } body
        ? body
        : throw new GitHubException(GitHubFailure.AnswerInvalid, "An answer is not one that GitHub gives: it has no JSON.") { Hint = "Look at the address of the API, and at proxies on the way." };
}
