using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

/// <summary>What <c>apply --offline</c> relaxes (DESIGN §5), and nothing else.</summary>
public sealed class OfflineExpiryTests
{
    private static readonly string[] MayBeExpired = [RoleNames.Timestamp, RoleNames.Snapshot, "rollout"];

    private readonly RepositorySimulator _repository = new();
    private readonly LocalMetadataInMemory _local = new();

    [Theory]
    [InlineData("timestamp", true)]
    [InlineData("snapshot", true)]
    [InlineData("rollout", true)]
    [InlineData("root", false)]
    [InlineData("targets", false)]
    [InlineData("stable", false)]
    [InlineData("releases", false)]
    public async Task K2_Freshness_may_have_passed_and_trust_may_not(string role, bool isTaken)
    {
        Expire(role);

        Assert.Equal("expired", await ReadAllAsync([]));
        Assert.Equal(isTaken ? "read" : "expired", await ReadAllAsync(MayBeExpired));
    }

    [Fact]
    public async Task A1_Versions_count_although_expiry_does_not()
    {
        var old = _repository.Files["metadata/timestamp.json"];
        _repository.Publish();
        Assert.Equal("read", await ReadAllAsync(MayBeExpired));

        _repository.Files["metadata/timestamp.json"] = old;

        Assert.Equal("rollback", await ReadAllAsync(MayBeExpired));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    public void Nobody_can_ask_to_relax_more(string role) =>
        Assert.Throws<ArgumentException>(() => TrustedMetadata.StartFrom(_repository.TrustAnchor, RepositorySimulator.Time, [role]));

    private void Expire(string role)
    {
        var past = RepositorySimulator.In(-1);
        switch (role)
        {
            case "root":
                _repository.Root = _repository.Root with { Expires = past };
                _repository.PublishRoot();
                break;
            case "timestamp":
                _repository.Timestamp = _repository.Timestamp with { Expires = past };
                break;
            case "snapshot":
                _repository.Snapshot = _repository.Snapshot with { Expires = past };
                break;
            default:
                _repository.Change(role, targets => targets with { Expires = past });
                break;
        }

        _repository.Publish();
    }

    private async Task<string> ReadAllAsync(string[] mayBeExpired)
    {
        try
        {
            var client = await TufClient.StartAsync(_repository.TrustAnchor, _local, new RepositoryMirrors(_repository), RepositorySimulator.Time, mayBeExpired, CancellationToken.None);
            await client.RefreshAsync(CancellationToken.None);
            foreach (var role in (string[])["stable", "releases", "rollout"])
            {
                await client.LoadRoleAsync(client.DelegationTo(role)!, CancellationToken.None);
            }

            return "read";
        }
        catch (TrustException refusal)
        {
            return refusal.Failure.ToString().ToLowerInvariant();
        }
    }
}
