using System.Text;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

/// <summary>A device that follows a simulated repository, and what it trusts from run to run.</summary>
internal sealed class SimulatedDevice(RepositorySimulator repository)
{
    public ILocalMetadata Local { get; init; } = new LocalMetadataInMemory();

    public IRepositorySource Source { get; init; } = repository;

    public DateTimeOffset Time { get; set; } = RepositorySimulator.Time;

    public Task<TufClient> StartAsync() => TufClient.StartAsync(repository.TrustAnchor, Local, new RepositoryMirrors(Source), Time, CancellationToken.None);

    public async Task<TufClient> RefreshAsync()
    {
        var client = await StartAsync();
        await client.RefreshAsync(CancellationToken.None);
        return client;
    }

    /// <summary>The target's bytes by a whole run, or null when no role that may list it does.</summary>
    public async Task<byte[]?> ReadAsync(string path)
    {
        var client = await RefreshAsync();
        return await client.FindTargetAsync(path, CancellationToken.None) is { } file ? await client.ReadTargetAsync(file, MetadataLimits.OfferBytes, CancellationToken.None) : null;
    }

    public Task<TrustException> RefusalAsync() => Assert.ThrowsAsync<TrustException>(RefreshAsync);

    public Task<TrustException> RefusalOfAsync(string path) => Assert.ThrowsAsync<TrustException>(() => ReadAsync(path));

    /// <summary>Everything that it trusts, for comparisons before and after.</summary>
    public async Task<string> StateAsync(params string[] roles)
    {
        var state = new StringBuilder();
        foreach (var role in (string[])["root", "timestamp", "snapshot", "targets", .. roles])
        {
            var bytes = await Local.ReadAsync(LocalFile.Role(role), CancellationToken.None);
            state.Append(role).Append(": ").AppendLine(bytes is null ? "none" : Sha256Digest.Of(bytes).ToString());
        }

        return state.ToString();
    }
}
