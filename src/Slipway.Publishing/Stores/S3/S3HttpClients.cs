using Amazon.Runtime;

namespace Slipway.Publishing.Stores.S3;

/// <summary>One HTTP client for all requests of a store.</summary>
/// <param name="closesAfterContent">
/// Whether a connection that content was sent on is used no more. Servers other than AWS may refuse a request without having read its content, and
/// take what is left on the connection for the next request: its answer would be another one's.
/// </param>
internal sealed class S3HttpClients(bool closesAfterContent) : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    // Not every server says that it wants the content.
    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _client = new(new ContentConnections(closesAfterContent)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private sealed class ContentConnections : DelegatingHandler
    {
        private readonly bool _closesAfterContent;

        public ContentConnections(bool closesAfterContent)
        {
            _closesAfterContent = closesAfterContent;
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = ConnectTimeout,
                Expect100ContinueTimeout = ContinueTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_closesAfterContent && request.Content is not null)
            {
                request.Headers.ConnectionClose = true;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
