namespace Slipway.Publishing.GitHub;

/// <summary>A request, which can be made several times.</summary>
internal sealed record GitHubRequest(HttpMethod Method, Uri Address)
{
    /// <summary>Makes the body.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Whether it may be sent again when it is not known what became of it.</summary>
    public bool IsRepeatable { get; init; } = Method != HttpMethod.Post;

    /// <summary>Whether "there is one already" is an answer and not a refusal.</summary>
    public bool MayBeThere { get; init; }

    /// <summary>Where the bytes of an answer go that is not JSON.</summary>
    public Stream? Destination { get; init; }
}
