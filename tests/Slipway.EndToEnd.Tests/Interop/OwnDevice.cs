using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>A device with the product's own client.</summary>
internal sealed class OwnDevice(string folder, string root, Uri repository) : IDevice
{
    public async Task<IReadOnlyDictionary<string, byte[]?>> FetchAsync(IEnumerable<string> paths)
    {
        try
        {
            var time = TimeProvider.System;
            using var mirrors = RepositorySources.Open(time, RepositoryAddress.Of(repository));
            var client = await TufClient.StartAsync(
                await File.ReadAllBytesAsync(root), new LocalMetadataFolder(folder), mirrors, time.GetUtcNow(), CancellationToken.None);
            await client.RefreshIfChangedAsync(CancellationToken.None);
            var files = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
            foreach (var path in paths)
            {
                files[path] = await client.FindTargetAsync(path, CancellationToken.None) is { } file
                    ? await client.ReadTargetAsync(file, file.Length, CancellationToken.None)
                    : null;
            }

            return files;
        }
        catch (TrustException refusal)
        {
            throw new RepositoryRefusedException(refusal);
        }
    }
}
