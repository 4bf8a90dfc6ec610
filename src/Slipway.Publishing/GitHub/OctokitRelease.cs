namespace Slipway.Publishing.GitHub;

/// <summary>A release as Octokit's serializer fills it. Octokit's own type does not know whether one is immutable.</summary>
internal sealed class OctokitRelease
{
    public long Id { get; set; }

    public string TagName { get; set; } = "";

    public string? Name { get; set; }

    public string? Body { get; set; }

    public bool Draft { get; set; }

    public bool Prerelease { get; set; }

    public bool Immutable { get; set; }

    public string HtmlUrl { get; set; } = "";

    public string UploadUrl { get; set; } = "";

    public GitHubRelease ToRelease() => new()
    {
        Id = Id,
        TagName = TagName,
        Name = Name,
        Body = Body,
        Draft = Draft,
        Prerelease = Prerelease,
        Immutable = Immutable,
        HtmlUrl = HtmlUrl,
        UploadUrl = UploadUrl,
    };
}
