using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Tests.Policy;

public sealed class ReleasePolicyTests
{
    // Rows read: what is written instead of what, and what the message must name.
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"format\": \"slipway/1\"", "\"format\": \"slipway/9\"", "slipway/9" },
        { "\"product\": \"edge-agent\"", "\"product\": \"Edge Agent\"", "Edge Agent" },
        { "\"product\": \"edge-agent\"", "\"product\": 7", "product is a number: expected text" },
        { "\"store\": \"releases\"", "\"store\": \"\"", "store" },
        { "\"bake\": \"48h\"", "\"bake\": \"two days\"", "two days" },
        { "\"bump\": \"minor\"", "\"bump\": \"micro\"", "micro" },
        { "[1, 10, 50, 100]", "[50, 10]", "rising" },
        { "[1, 10, 50, 100]", "[10, 10]", "rising" },
        { "[1, 10, 50, 100]", "[0, 200]", "1 to 100" },
        { "\"waves\": [1, 10, 50, 100]", "\"strategy\": \"canary\", \"batches\": 3", "batches is given for 'canary'" },
        { "\"from\": \"beta\"", "\"from\": \"gamma\"", "gamma" },
        { "file:keys/root.pem", "keys/root.pem", "keys/root.pem" },
        { "\"root\": { \"keys\": [\"file:keys/root.pem\"], \"threshold\": 1", "\"root\": { \"keys\": [\"file:keys/root.pem\"], \"threshold\": 2", "threshold" },
        { "\"timestamp\": {", "\"timestamp2\": {", "roles.timestamp is missing" },
        { "\"bake\": \"48h\"", "\"bakes\": \"48h\"", "channels.stable.bakes is not a field" },
        { "\"canary\": { \"waves\"", "\"canary\": { \"from\": \"stable\", \"waves\"", "leads back to itself" },
        { "\"store\": \"releases\"", "\"store\": \"file://srv/releases\"", "three slashes" },
        { "\"store\": \"releases\"", "\"store\": \"a\\u0000b\"", "is not an address" },
        { "\"trust_anchor\": \"trust_anchor.json\"", "\"trust_anchor\": \"a\\u0000b\"", "trust_anchor: not a path" },
        { "\"trust_anchor\"", "\"service\": {\"kind\": 5}, \"trust_anchor\"", "service.kind is a number" },
        { "\"trust_anchor\"", "\"service\": {\"kind\": \"command\", \"start\": \"x\"}, \"trust_anchor\"", "service.stop is missing" },
        { "\"trust_anchor\"", "\"hooks\": {\"pre_flight\": {}}, \"trust_anchor\"", "hooks.pre_flight is not a field" },
        { "\"trust_anchor\"", "\"hooks\": {\"pre_swap\": {\"command\": [\"bin/check\"]}}, \"trust_anchor\"", "hooks.pre_swap.timeout_s is missing" },
        { "\"product\"", "\"format\": \"slipway/1\", \"product\"", "repeated" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused_and_named(string from, string to, string named)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy(from, to);

        var refusal = Assert.Throws<InputException>(() => workshop.Policy);

        Assert.Equal("SLP1061", refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(ReleasePolicy.FileName, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_found_from_a_folder_below()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var below = Directory.CreateDirectory(workshop["src/app"]).FullName;

        var policy = ReleasePolicy.Find(below);

        Assert.Equal(workshop.Folder, policy.Folder);
        Assert.Equal(["canary", "beta", "stable"], policy.ChannelsInOrder().Select(channel => channel.Name.ToString()));
    }

    [Fact]
    public void Having_none_is_refused_with_the_way_to_one()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<InputException>(() => ReleasePolicy.Find(folder.Path));

        Assert.Equal("SLP1060", refusal.Code);
        Assert.Contains("slipway init", refusal.Hint, StringComparison.Ordinal);
    }
}
