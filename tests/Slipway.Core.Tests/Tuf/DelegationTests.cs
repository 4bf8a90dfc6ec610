using System.Text.Json.Nodes;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

/// <summary>The search through delegations (TUF §5.6.7).</summary>
public sealed class DelegationTests
{
    private readonly RepositorySimulator _repository = new();
    private readonly SimulatedDevice _device;

    public DelegationTests() => _device = new SimulatedDevice(_repository);

    [Fact]
    public async Task A18_a_search_visits_a_limited_number_of_roles()
    {
        var parent = "targets";
        for (var i = 0; i < 3 * MetadataLimits.DelegatedRoles; i++)
        {
            _repository.AddRole(parent, $"r{i}", "deep/*");
            parent = $"r{i}";
        }

        _repository.AddTarget($"r{MetadataLimits.DelegatedRoles - 1}", "deep/reached", [1]);
        _repository.AddTarget($"r{MetadataLimits.DelegatedRoles}", "deep/beyond", [2]);
        _repository.Publish();

        Assert.Equal([1], await _device.ReadAsync("deep/reached"));
        Assert.Null(await _device.ReadAsync("deep/beyond"));
        Assert.Equal(MetadataLimits.DelegatedRoles, Visited().Length);
    }

    [Fact]
    public async Task A18_a_wide_delegation_is_searched_no_further_than_a_deep_one()
    {
        for (var i = 0; i < 3 * MetadataLimits.DelegatedRoles; i++)
        {
            _repository.AddRole("targets", $"r{i:00}", "wide/*");
        }

        _repository.BeforeSigning = NotTerminating;
        _repository.Publish();

        Assert.Null(await _device.ReadAsync("wide/x"));
        Assert.Equal(Enumerable.Range(0, MetadataLimits.DelegatedRoles).Select(i => $"r{i:00}"), Visited());
    }

    [Fact]
    public async Task A18_a_cycle_is_walked_once()
    {
        _repository.AddRole("targets", "a", "cycle/*");
        _repository.AddRole("a", "b", "cycle/*");
        Delegate("b", "a", "cycle/*");
        _repository.Publish();

        Assert.Null(await _device.ReadAsync("cycle/x"));
        Assert.Equal(["a", "b"], Visited());
    }

    [Fact]
    public async Task The_first_delegation_that_lists_the_file_wins()
    {
        _repository.AddRole("targets", "first", "shared/*");
        _repository.AddRole("targets", "second", "shared/*");
        _repository.AddTarget("first", "shared/x", [1]);
        _repository.AddTarget("second", "shared/x", [2]);
        _repository.AddTarget("second", "shared/y", [3]);
        _repository.BeforeSigning = NotTerminating;
        _repository.Publish();

        Assert.Equal([1], await _device.ReadAsync("shared/x"));
        Assert.Equal([3], await _device.ReadAsync("shared/y"));
    }

    [Fact]
    public async Task A_terminating_delegation_ends_the_search_though_it_lists_nothing()
    {
        _repository.AddRole("targets", "first", "shared/*");
        _repository.AddRole("targets", "second", "shared/*");
        _repository.AddTarget("second", "shared/x", [2]);
        _repository.Publish();

        Assert.Null(await _device.ReadAsync("shared/x"));
        Assert.Equal(["first"], Visited());
    }

    [Fact]
    public async Task Below_a_terminating_delegation_its_own_delegations_are_searched()
    {
        _repository.AddRole("targets", "first", "shared/*");
        _repository.AddRole("first", "below", "shared/x");
        _repository.AddTarget("below", "shared/x", [4]);
        _repository.Publish();

        Assert.Equal([4], await _device.ReadAsync("shared/x"));
    }

    [Fact]
    public async Task A_delegation_reaches_no_further_than_every_delegation_above_it()
    {
        _repository.AddRole("targets", "narrow", "narrow/*");
        _repository.AddRole("narrow", "wide", "*/*");
        _repository.AddTarget("wide", "narrow/x", [1]);
        _repository.AddTarget("wide", "stable/x", [2]);
        _repository.Publish();

        Assert.Equal([1], await _device.ReadAsync("narrow/x"));
        Assert.Null(await _device.ReadAsync("stable/x"));
    }

    [Fact]
    public async Task Depth_comes_before_breadth()
    {
        _repository.AddRole("targets", "a", "tree/*");
        _repository.AddRole("targets", "b", "tree/*");
        _repository.AddRole("a", "aa", "tree/*");
        _repository.AddRole("a", "ab", "tree/*");
        _repository.AddRole("aa", "aaa", "tree/*");
        _repository.BeforeSigning = NotTerminating;
        _repository.Publish();

        await _device.ReadAsync("tree/x");

        Assert.Equal(["a", "aa", "aaa", "ab", "b"], Visited());
    }

    [Fact]
    public async Task A_role_that_waits_its_turn_is_visited_where_the_search_meets_it_first()
    {
        _repository.AddRole("targets", "a", "tree/*");
        _repository.AddRole("targets", "c", "tree/*");
        _repository.AddRole("targets", "b", "tree/*");
        Delegate("a", "b", "tree/*");
        _repository.BeforeSigning = NotTerminating;
        _repository.Publish();

        await _device.ReadAsync("tree/x");

        Assert.Equal(["a", "b", "c"], Visited());
    }

    [Fact]
    public async Task A_terminating_delegation_to_a_role_already_visited_ends_the_search_too()
    {
        _repository.AddRole("targets", "a", "tree/*");
        _repository.AddRole("targets", "b", "tree/*");
        _repository.AddTarget("b", "tree/x", [1]);
        Delegate("a", "a", "tree/*");
        _repository.BeforeSigning = (role, signed) =>
        {
            if (role == "targets")
            {
                NotTerminating(role, signed);
            }
        };
        _repository.Publish();

        Assert.Null(await _device.ReadAsync("tree/x"));
    }

    [Fact]
    public async Task A17_a_role_inherits_no_trust_from_another_delegation()
    {
        _repository.AddRole("targets", "left", "left/*");
        _repository.AddRole("targets", "right", "right/*");
        _repository.AddRole("right", "common", "*/*");
        _repository.AddRole("left", "common", "*/*");
        _repository.AddTarget("common", "left/x", [1]);
        _repository.AddTarget("common", "right/x", [2]);
        _repository.Publish();
        var client = await _device.RefreshAsync();

        Assert.NotNull(await client.FindTargetAsync("left/x", CancellationToken.None));
        var refusal = await Assert.ThrowsAsync<TrustException>(() => client.FindTargetAsync("right/x", CancellationToken.None));

        Assert.Equal((TrustFailure.ThresholdNotMet, "common"), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A_delegation_by_hash_prefix_covers_the_paths_whose_digest_begins_with_it()
    {
        _repository.AddRole("targets", "bin", "unused");
        _repository.AddTarget("bin", "in/bin", [1]);
        _repository.AddTarget("bin", "out/of/bin", [2]);
        _repository.BeforeSigning = (role, signed) =>
        {
            if (role == "targets")
            {
                var delegation = signed["delegations"]!["roles"]!.AsArray()[^1]!.AsObject();
                delegation.Remove("paths");
                delegation["path_hash_prefixes"] = new JsonArray(Sha256Digest.Of("in/bin"u8).ToString()[..4]);
            }
        };
        _repository.Publish();

        Assert.Equal([1], await _device.ReadAsync("in/bin"));
        Assert.Null(await _device.ReadAsync("out/of/bin"));
    }

    [Fact]
    public async Task A_delegation_is_found_by_its_name()
    {
        var client = await _device.RefreshAsync();

        Assert.Equal("stable", client.DelegationTo("stable")!.Name);
        Assert.Null(client.DelegationTo("nightly"));
    }

    private void Delegate(string parent, string role, string pattern) => _repository.Change(parent, targets => targets with
    {
        Delegations = targets.Delegations.Add(new DelegatedRole(_repository.Keys.PublicHalf(role), new PathPattern(pattern))),
    });

    /// <summary>The delegated roles in the order in which they were asked for.</summary>
    private string[] Visited() => [.. _repository.Requests
        .Where(path => path.StartsWith("metadata/", StringComparison.Ordinal))
        .Select(path => path.Split('/', '.')[2])
        .Where(role => role is not ("root" or "timestamp" or "json" or "snapshot" or "targets"))];

    private static void NotTerminating(string role, JsonObject signed)
    {
        foreach (var delegation in signed["delegations"]?["roles"]?.AsArray() ?? [])
        {
            delegation!["terminating"] = false;
        }
    }
}
