namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>A device with tuf-js.</summary>
internal sealed class TufJsDevice(TufJs client, Uri repository) : IDevice
{
    public async Task<IReadOnlyDictionary<string, byte[]?>> FetchAsync(IEnumerable<string> paths)
    {
        try
        {
            return (await client.FetchAsync(repository, paths)).Files;
        }
        catch (TufJsRefusedException refusal)
        {
            throw new RepositoryRefusedException(refusal);
        }
    }
}
