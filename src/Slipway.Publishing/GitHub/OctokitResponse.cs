using System.Net;
using System.Text;
using Octokit;

namespace Slipway.Publishing.GitHub;

/// <summary>An answer as Octokit reads it.</summary>
internal sealed class OctokitResponse(GitHubAnswer answer, HttpStatusCode status) : IResponse
{
    public object? Body => status == OctokitTransport.AlreadyThere ? null : Encoding.UTF8.GetString(answer.Body);

    public IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    public ApiInfo ApiInfo { get; } = new(new Dictionary<string, Uri>(), [], [], etag: null, rateLimit: null);

    public HttpStatusCode StatusCode => status;

    public string? ContentType => answer.Message.Content.Headers.ContentType?.MediaType;

    public bool IsLastPage => answer.IsLastPage;
}
