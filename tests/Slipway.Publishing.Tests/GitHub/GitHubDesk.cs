using Slipway.Publishing.GitHub;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

/// <summary>A fake GitHub, and what publishes to it.</summary>
internal sealed class GitHubDesk : IDisposable
{
    public GitHubDesk() => Target = new GitHubTarget(GitHubRepository.Parse(GitHubFake.Repository), GitHubApi.Parse(Fake.Api.AbsoluteUri), GitHubTag.Default);

    public GitHubFake Fake { get; } = new();

    public GitHubTarget Target { get; set; }

    /// <summary>What carries requests, if not the network.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }

    public HastyClock Clock { get; } = new();

    public List<string> Warnings { get; } = [];

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public GitHubPatience Patience() => new(Clock, warning =>
    {
        lock (Warnings)
        {
            Warnings.Add(warning);
        }
    });

    public IGitHubReleases Open() => Open(Patience());

    public IGitHubReleases Open(GitHubPatience patience) =>
        new GitHubReleases(Target, new GitHubConnection(Target.Api, GitHubFake.Token, patience, Handler?.Invoke()) { IdleTimeout = IdleTimeout });

    public GitHubPublisher Publisher(ReleaseWorkshop workshop) => new(workshop.Repository, Target, Clock, Open);

    public void Dispose() => Fake.Dispose();
}
