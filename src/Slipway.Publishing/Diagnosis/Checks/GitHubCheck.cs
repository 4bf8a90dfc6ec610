using Slipway.Json;
using Slipway.Publishing.GitHub;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Where releases go to GitHub: may the token write them? Nothing is written to find out.</summary>
internal sealed class GitHubCheck : ICheck
{
    private const string Named = "SLIPWAY_GITHUB";
    private const string ApiNamed = "SLIPWAY_GITHUB_API";

    // Of an app, and so of a workflow: GitHub says of such a token that it may not push, whatever it may do.
    private const string AppTokenPrefix = "ghs_";

    private const string Advice = "Give it 'contents: write' (a workflow's own token: 'permissions: contents: write'), or as a classic token the scope 'repo', for a public repository 'public_repo'.";

    public string Name => "github";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var variable = examination.Surroundings.Variable;
        try
        {
            var choice = GitHubTarget.FromVariable(variable, Named, GitHubChoice.Parse);
            if (examination.Policy.GitHub is null && choice is not { IsWanted: true })
            {
                notes.Skip("slipway.json names no repository of GitHub");
                return;
            }

            var target = GitHubTarget.Resolve(examination.Policy, choice?.Repository, GitHubTarget.FromVariable(variable, ApiNamed, GitHubApi.Parse), tag: null);
            await AskAsync(target, variable, notes, cancellation);
        }
        catch (InputException unnamed)
        {
            notes.Fail(DoctorFinding.GitHubUnreachable, unnamed.Message.TrimEnd('.'), "a repository of GitHub", unnamed.Hint ?? "Correct the variable, or take it away.");
        }
    }

    private static async Task AskAsync(GitHubTarget target, Func<string, string?> variable, CheckNotes notes, CancellationToken cancellation)
    {
        try
        {
            var token = GitHubToken.Read(target.Api, variable);
            using var connection = new GitHubConnection(target.Api, token, new GitHubPatience(TimeProvider.System, warn: null));
            Judge(target, token, await connection.SendAsync(new GitHubRequest(HttpMethod.Get, target.Api.At($"repos/{target.Repository}")), cancellation), notes);
        }
        catch (GitHubException refused)
        {
            Judge(target, refused, notes);
        }
        catch (FormatException malformed)
        {
            notes.Fail(DoctorFinding.GitHubUnreachable, $"what {target.Api} says of {target.Repository} is not what GitHub says: {malformed.Message.TrimEnd('.')}", $"an answer about {target.Repository}", "Look at the address of the API, and at proxies on the way.");
        }
    }

    private static void Judge(GitHubTarget target, GitHubException refused, CheckNotes notes)
    {
        var (found, advice) = (refused.InWords(), refused.Hint ?? Advice);
        switch (refused.Failure)
        {
            case GitHubFailure.TokenMissing:
                notes.Warn(DoctorFinding.GitHubTokenMissing, found, "a token where releases are published", advice);
                break;
            case GitHubFailure.NotPermitted:
                notes.Fail(DoctorFinding.GitHubTokenInsufficient, found, $"a token for {target.Repository}", advice);
                break;
            default:
                notes.Fail(DoctorFinding.GitHubUnreachable, found, $"an answer about {target.Repository}", refused.Hint ?? "Look at the network and the address.");
                break;
        }
    }

    /// <summary>A classic token says its scopes; of the others GitHub says what they may do in the repository.</summary>
    private static void Judge(GitHubTarget target, string token, GitHubAnswer answer, CheckNotes notes)
    {
        var repository = new JsonFields(StrictJson.ParseObject(answer.Body));
        var said = repository.OptionalObject("permissions")?.Flag("push");
        bool? mayPush = said == false && token.StartsWith(AppTokenPrefix, StringComparison.Ordinal) ? null : said;
        var scopes = answer.Message.Headers.TryGetValues("X-OAuth-Scopes", out var values)
            ? string.Join(',', values).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
        var isScoped = scopes.Length == 0 || scopes.Contains("repo") || (scopes.Contains("public_repo") && !repository.Flag("private"));
        if (mayPush == false || !isScoped)
        {
            notes.Fail(
                DoctorFinding.GitHubTokenInsufficient,
                isScoped ? $"the token may read {target.Repository} and not write to it" : $"the token has the scopes {string.Join(", ", scopes)}",
                "one that may write releases",
                Advice);
            return;
        }

        notes.Note(mayPush is null ? $"{target.Repository} can be read; GitHub does not say whether this token may write" : $"the token may write to {target.Repository}");
    }
}
