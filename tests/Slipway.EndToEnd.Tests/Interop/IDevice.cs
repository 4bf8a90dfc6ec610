namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>A device's client, with what it trusted so far.</summary>
internal interface IDevice
{
    /// <summary>Brings itself up to date and fetches files by the paths that metadata lists.</summary>
    /// <returns>The verified bytes, <see langword="null"/> where no role lists the path.</returns>
    /// <exception cref="RepositoryRefusedException">The repository is not trusted.</exception>
    Task<IReadOnlyDictionary<string, byte[]?>> FetchAsync(IEnumerable<string> paths);
}
