namespace Slipway.Publishing.GitHub;

/// <summary>Where an asset is uploaded to: a release says it, and is believed only if the address belongs to the API.</summary>
internal static class UploadAddress
{
    /// <exception cref="GitHubException"><see cref="GitHubFailure.AnswerInvalid"/>: it belongs to somebody else.</exception>
    public static Uri Of(GitHubApi api, GitHubRelease release, string name)
    {
        var template = release.UploadUrl.IndexOf('{', StringComparison.Ordinal);
        var text = template < 0 ? release.UploadUrl : release.UploadUrl[..template];
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && api.HasUpload(address)
            ? new Uri($"{address.GetLeftPart(UriPartial.Path)}?name={Uri.EscapeDataString(name)}")
            : throw new GitHubException(GitHubFailure.AnswerInvalid, $"GitHub ({api}) wants uploads at {text}, which is not one of its addresses. Nothing was sent there.");
    }
}
