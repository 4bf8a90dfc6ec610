using System.Text;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>Which roles are asked for, and in which order, when a file is looked for (TUF §5.6.7).</summary>
public sealed class DelegationTests : IDisposable
{
    private const string Tree = "targets > A: *.doc *.md foo-?.tgz; targets > B: releases/*/*; B > C: releases/x/*; B > D: releases/y/*.zip";

    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public DelegationTests() => _device = new ConformanceDevice(_repository);

    /// <summary>Graphs, and the roles that a search for a file that nobody lists visits.</summary>
    public static TheoryData<string, string> Graphs => new()
    {
        { "targets > A", "A" },
        { "targets > A; targets > B", "A B" },
        { "targets > A; targets > B; B > C", "A B C" },
        { "targets > A; targets > B; A > C; A > D", "A C D B" },
        { "targets > A; targets > B; A > C; C > D", "A C D B" },
        { "targets > A; targets > B; A >> C; A > D", "A C" },
        { "targets > A; targets > B; A >> C; C > D", "A C D" },
        { "targets > A: *.py; targets > B; A > C", "B" },
        { "targets > A; targets > B; A > C: *.py; C > D", "A B" },
        { "targets > A; targets > B; B > C; C > D; D > B", "A B C D" },
        { "targets > A; targets > B; B > C; A > C", "A C B" },
        { "targets > A; targets > B; B > C; A > C: *.py", "A B C" },
        { "targets > A; A > A", "A" },
        { "targets >> A; targets > B", "A" },
        { "targets > A; targets >> B; targets > C", "A B" },
        { "targets >> A: *.py; targets > B", "B" },
    };

    /// <summary>Files, the roles that a search for them in <see cref="Tree"/> visits, and the one that then may list them.</summary>
    public static TheoryData<string, string, string?> Searches => new()
    {
        { "targetfile", "", Targets },
        { "README.md", "A", "A" },
        { "releases/x/x_v1", "B C", "C" },
        { "releases/y/y_v1.zip", "B D", "D" },
        { "releases/z/z_v1.zip", "B", null },
        { "releases/README.md", "", null },
        { "foo-1.tgz", "A", "A" },
        { "foo-alpha.tgz", "", null },
        { "README.MD", "", null },
    };

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(Graphs))]
    public async Task A18_delegations_are_searched_depth_first_in_their_order_and_each_role_once(string graph, string visited)
    {
        Delegate(graph);
        _repository.PublishTargets();

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("missing"));

        Assert.Equal(visited, Visited());
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task A12_a_file_is_found_where_every_delegation_on_the_way_covers_it(string path, string visited, string? role)
    {
        Delegate(Tree);
        foreach (var (lister, file) in ((string, string)[])
        [
            (Targets, "targetfile"), ("A", "README.md"), ("A", "releases/README.md"), ("A", "foo-1.tgz"), ("A", "foo-alpha.tgz"),
            ("C", "releases/x/x_v1"), ("D", "releases/y/y_v1.zip"), ("D", "releases/z/z_v1.zip"),
        ])
        {
            _repository.AddTarget(lister, file, Encoding.UTF8.GetBytes($"{file} by {lister}"));
        }

        _repository.PublishTargets();

        Assert.Equal(role is null ? Outcome.Refused(TrustFailure.TargetNotFound) : Outcome.Done, await _device.DownloadAsync(path));

        Assert.Equal(visited, Visited());
        Assert.Equal(role is null ? [] : [$"{path} by {role}"], _device.Downloads);
    }

    /// <summary>Two branches delegate different paths to one role, with different keys; only the first branch's key signed.</summary>
    [Theory]
    [InlineData("team-a/x team-b/x", "trusted")]
    [InlineData("team-b/x team-a/x", "")]
    [InlineData("team-b/x", "")]
    [InlineData("team-a/x", "trusted")]
    public async Task A17_a_role_that_two_delegate_to_is_trusted_by_each_on_its_own_word_only(string names, string downloaded)
    {
        Delegate("targets > parent-a: team-a/*; targets > parent-b: team-b/*; parent-a > release: team-a/*; parent-b > release: team-b/*");
        _repository.SignersOf("release").RemoveAt(1);
        _repository.AddTarget("release", "team-a/x", "trusted"u8.ToArray());
        _repository.AddTarget("release", "team-b/x", "malicious"u8.ToArray());
        _repository.PublishTargets();

        Assert.Equal(names == "team-a/x" ? Outcome.Done : Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.DownloadAsync(names.Split(' ')));

        Assert.Equal(downloaded, string.Join(' ', _device.Downloads));
    }

    /// <summary>As above, but what the first branch vouched for is kept from an earlier run.</summary>
    [Fact]
    public async Task A17_a_role_that_is_kept_is_verified_again_for_each_that_delegates_to_it()
    {
        Delegate("targets > parent-a: team-a/*; targets > parent-b: team-b/*; parent-a > release: team-a/*; parent-b > release: team-b/*");
        _repository.SignersOf("release").RemoveAt(1);
        _repository.AddTarget("release", "team-a/x", "trusted"u8.ToArray());
        _repository.AddTarget("release", "team-b/x", "malicious"u8.ToArray());
        _repository.PublishTargets();
        Assert.Equal(Outcome.Done, await _device.DownloadAsync("team-a/x"));

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.DownloadAsync("team-b/x"));

        Assert.Equal(["trusted"], _device.Downloads);
    }

    [Fact]
    public async Task A17_a_role_that_two_delegate_to_serves_both_where_both_keys_signed()
    {
        Delegate("targets > parent-a: team-a/*; targets > parent-b: team-b/*; parent-a > release: team-a/*; parent-b > release: team-b/*");
        _repository.AddTarget("release", "team-a/x", "a"u8.ToArray());
        _repository.AddTarget("release", "team-b/x", "b"u8.ToArray());
        _repository.PublishTargets();

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("team-a/x", "team-b/x"));

        Assert.Equal(["a", "b"], _device.Downloads);
        Assert.Equal("parent-a release parent-b", Visited());
    }

    [Fact]
    public async Task A9_a_role_that_the_snapshot_does_not_name_is_not_even_asked_for()
    {
        Delegate("targets > delegated: delegatedpath/*");
        _repository.Publish("delegated", Targets);
        _repository[Snapshot]["meta"]!.AsObject().Remove("delegated.json");
        _repository.Publish(Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        _device.TakeRequests();

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("delegatedpath/x"));

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A9_an_older_file_of_a_delegated_role_is_refused()
    {
        Delegate("targets > A");
        _repository.PublishTargets();
        var older = _repository.Latest("A");
        _repository.PublishTargets();
        _repository.Serve("A", older);

        Assert.Equal(Outcome.Refused(TrustFailure.VersionMismatch), await _device.DownloadAsync("missing"));

        Assert.Equal("root 1, snapshot 3, targets 3, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A7_a_delegated_role_that_expired_is_refused()
    {
        Delegate("targets > A");
        _repository.Expire("A", BareRepository.Time);
        _repository.PublishTargets();

        Assert.Equal(Outcome.Refused(TrustFailure.Expired), await _device.DownloadAsync("missing"));

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A_delegated_role_that_is_kept_is_not_asked_for_again()
    {
        Delegate("targets > A; A > B");
        _repository.PublishTargets();
        await _device.DownloadAsync("missing");
        _device.TakeRequests();

        await _device.DownloadAsync("missing");

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A18_a_search_visits_32_roles_and_no_more(bool isDeep)
    {
        var roles = Enumerable.Range(1, 40).Select(i => $"r{i:00}").ToArray();
        Delegate(string.Join(';', roles.Select((role, i) => $"{(isDeep && i > 0 ? roles[i - 1] : Targets)} > {role}")));
        _repository.AddTarget(roles[31], "last", "last"u8.ToArray());
        _repository.AddTarget(roles[32], "beyond", "beyond"u8.ToArray());
        _repository.PublishTargets();

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("last"));
        Assert.Equal(string.Join(' ', roles[..32]), Visited());

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("beyond"));
        Assert.Equal(["last"], _device.Downloads);
    }

    private void Delegate(string graph)
    {
        foreach (var delegation in Delegation.Parse(graph))
        {
            _repository.Delegate(delegation.Parent, delegation.Role, delegation.Paths, delegation.IsTerminating);
        }
    }

    /// <summary>The delegated roles that were asked for, in order. What comes before them is the refresh.</summary>
    private string Visited() => string.Join(' ', _device.TakeRequests()[4..]
        .Where(line => line.StartsWith("GET /metadata/1.", StringComparison.Ordinal))
        .Select(line => line["GET /metadata/1.".Length..^".json".Length]));
}
