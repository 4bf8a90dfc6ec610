namespace Slipway.Publishing.GitHub;

/// <summary>An asset as Octokit's serializer fills it. Octokit's own type knows no digest, and no size of 2 GiB.</summary>
internal sealed class OctokitAsset
{
    public long Id { get; set; }

    public string Name { get; set; } = "";

    public string State { get; set; } = "";

    public long Size { get; set; }

    public string? Digest { get; set; }

    public GitHubAsset ToAsset() => new() { Id = Id, Name = Name, State = State, Size = Size, Digest = Digest };
}
