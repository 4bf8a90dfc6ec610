namespace Slipway.Testing.Servers;

/// <summary>The S3 server that tests use: the one that <c>SLIPWAY_TEST_S3</c> names, else a <see cref="RadosGateway"/>. One for a test assembly.</summary>
public sealed class S3Server : IAsyncDisposable
{
    private static readonly S3Endpoint? Given = Environment.GetEnvironmentVariable("SLIPWAY_TEST_S3") is { Length: > 0 } text ? Parse(text) : null;

    private readonly RadosGateway _gateway = new();

    /// <summary>Why there is none here, or <see langword="null"/> if there is one.</summary>
    public static string? Obstacle => Given is null ? RadosGateway.Obstacle : null;

    /// <summary>Starts it, if that was not done before.</summary>
    public async Task<S3Endpoint> StartAsync() => Given ?? await _gateway.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    /// <summary>Reads <c>http://KEY:SECRET@HOST:PORT/REGION</c>; the region may be left out.</summary>
    private static S3Endpoint Parse(string text)
    {
        var address = new Uri(text);
        string[] user = [.. address.UserInfo.Split(':').Select(Uri.UnescapeDataString)];
        var region = address.AbsolutePath.Trim('/');
        return user.Length == 2
            ? new S3Endpoint(new Uri(address.GetLeftPart(UriPartial.Scheme) + address.Authority), user[0], user[1], region.Length > 0 ? region : "us-east-1")
            : throw new FormatException("SLIPWAY_TEST_S3 is not as it must be: expected http://KEY:SECRET@HOST:PORT/REGION.");
    }
}
