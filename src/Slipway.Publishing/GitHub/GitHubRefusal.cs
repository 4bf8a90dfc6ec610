using System.Net;

namespace Slipway.Publishing.GitHub;

/// <summary>Gives GitHub's refusals their codes.</summary>
internal static class GitHubRefusal
{
    public static GitHubException Of(GitHubRequest request, HttpStatusCode status, GitHubComplaint complaint, string token)
    {
        var said = $"GitHub answers {request.Method} {request.Address.AbsolutePath} with {complaint.Describe(status, token)}.";
        return status switch
        {
            HttpStatusCode.Unauthorized => new GitHubException(GitHubFailure.NotPermitted, said) { Hint = "The token is not accepted: it may have expired, or be for another GitHub." },
            HttpStatusCode.Forbidden => new GitHubException(GitHubFailure.NotPermitted, said) { Hint = "The token needs the permission 'contents: write' for the repository." },
            HttpStatusCode.NotFound => new GitHubException(GitHubFailure.RepositoryNotFound, said) { Hint = "The repository does not exist, or the token cannot see it or may not write to it: it needs 'contents: write'." },
            HttpStatusCode.UnprocessableEntity => new GitHubException(GitHubFailure.Refused, said) { Hint = "If it is about the tag or its commit: push the commit first, or make the tag yourself." },
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new GitHubException(GitHubFailure.Unavailable, said),
            _ => new GitHubException(GitHubFailure.Refused, said),
        };
    }
}
