using System.Net;

namespace Slipway.Tuf.Sources;

/// <summary>What a server answered.</summary>
/// <param name="Response">The answer, its body still to be read.</param>
/// <param name="Address">Who gave it.</param>
/// <param name="IsLinked">Whether a redirect or an issued link led there.</param>
internal sealed record HttpReply(HttpResponseMessage Response, Uri Address, bool IsLinked)
{
    /// <summary>Whether it may be the link that is not taken any more: stores say so with 403, some with 400 or 401.</summary>
    public bool MayBeExpired => IsLinked && Response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
