namespace Slipway.Testing.Servers.GitHub;

public sealed class FakeAsset
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required byte[] Content { get; set; }

    /// <summary><c>uploaded</c>, or <c>starter</c> if it did not arrive whole.</summary>
    public required string State { get; set; }
}
