namespace Slipway.Streams;

/// <summary>What went wrong on a connection, in words that tell no secret.</summary>
/// <remarks>.NET quotes the address of a proxy with the password in it, and lines of an answer, in which a signed link may be.</remarks>
public static class ConnectionFailure
{
    /// <summary>The reason of a failure, without a full stop. Of what was sent or received nothing is in it.</summary>
    public static string Describe(Exception failure) => Quoting(failure) switch
    {
        null => failure.Message.TrimEnd('.'),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: { } status } => $"the proxy answered {(int)status}",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy does not lead there",
        _ => "the answer is not valid HTTP",
    };

    /// <summary>The failure as an inner exception, as far as it quotes nothing.</summary>
    public static Exception? Inner(Exception failure) => Quoting(failure) is null ? failure : null;

    private static Exception? Quoting(Exception? failure) =>
        failure is null or HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError or HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }
            ? failure
            : Quoting(failure.InnerException);
}
