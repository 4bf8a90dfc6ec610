using System.Net;
using System.Text;
using Octokit;
using Octokit.Internal;

namespace Slipway.Publishing.GitHub;

/// <summary>Carries Octokit's requests over our connection, which adds the token, keeps to GitHub's limits and refuses in our words.</summary>
internal sealed class OctokitTransport(GitHubConnection connection, CancellationToken cancellation) : IHttpClient
{
    /// <summary>Says to the caller that an asset of this name is there. Octokit would throw at what GitHub says.</summary>
    public const HttpStatusCode AlreadyThere = HttpStatusCode.NoContent;

    public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        var isUpload = request.Body is AssetContent;
        var answer = await connection.SendAsync(
            new GitHubRequest(request.Method, new Uri(request.BaseAddress, request.Endpoint)) { Body = Content(request.Body), MayBeThere = isUpload }, cancellation);
        return new OctokitResponse(answer, answer.IsSuccess ? answer.Message.StatusCode : AlreadyThere);
    }

    /// <summary>Timeouts are the connection's.</summary>
    public void SetRequestTimeout(TimeSpan timeout)
    {
    }

    public void Dispose()
    {
        // The connection is not ours.
    }

    private static Func<HttpContent>? Content(object? body) => body switch
    {
        AssetContent asset => asset.Again,
        string json => () => new StringContent(json, Encoding.UTF8, "application/json"),
        _ => null,
    };
}
