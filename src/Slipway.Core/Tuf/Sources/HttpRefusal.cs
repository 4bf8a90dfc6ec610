using System.Net;

namespace Slipway.Tuf.Sources;

/// <summary>What an answer means that is neither a file nor that there is none.</summary>
internal static class HttpRefusal
{
    /// <summary>The failure that it is: whether asking again is of use, and when.</summary>
    public static DeviceException Of(HttpResponseMessage response, Uri address, DateTimeOffset now)
    {
        var pause = PauseOf(response, now);
        var wish = pause is { } asked ? $", and asks to be left alone for {asked.TotalSeconds:0} s" : "";
        return new DeviceException(DeviceFailure.Transport, $"{address.GetLeftPart(UriPartial.Path)} cannot be read: the server answered {(int)response.StatusCode}{wish}.")
        {
            IsFinal = (int)response.StatusCode is >= 400 and < 500 && !IsPassing(response.StatusCode),
            RetryAfter = pause,
        };
    }

    /// <summary>Whether the server says that the same request may be answered later (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4).</summary>
    public static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 425 or 429;

    /// <summary>How long it asks not to be asked (RFC 9110 §10.2.3).</summary>
    private static TimeSpan? PauseOf(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || response.Headers.RetryAfter is not { } after)
        {
            return null;
        }

        var pause = after.Delta ?? after.Date - now;
        return pause > TimeSpan.Zero ? pause : null;
    }
}
