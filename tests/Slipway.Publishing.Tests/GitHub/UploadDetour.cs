namespace Slipway.Publishing.Tests.GitHub;

/// <summary>Takes uploads past whoever checks requests: it reads bodies as text, and would damage them.</summary>
/// <param name="api">Where they go, or <see langword="null"/> for no detour.</param>
internal sealed class UploadDetour(Uri? api) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (api is not null && request.Method == HttpMethod.Post && request.RequestUri!.Query.Length > 0)
        {
            request.RequestUri = new Uri($"{api.AbsoluteUri}{request.RequestUri.PathAndQuery}");
        }

        return base.SendAsync(request, cancellationToken);
    }
}
