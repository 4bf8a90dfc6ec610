namespace Slipway.Testing.Servers.GitHub;

public sealed class FakeRelease
{
    public long Id { get; set; }

    public required string Tag { get; set; }

    public string? Target { get; set; }

    public string? Name { get; set; }

    public string? Body { get; set; }

    public bool IsDraft { get; set; }

    public bool IsPrerelease { get; set; }

    public bool IsImmutable { get; set; }

    public List<FakeAsset> Assets { get; } = [];

    public string[] Names => [.. Assets.Select(asset => asset.Name).Order(StringComparer.Ordinal)];

    public FakeAsset this[string name] => Assets.Single(asset => asset.Name == name);
}
