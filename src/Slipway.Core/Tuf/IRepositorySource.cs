namespace Slipway.Tuf;

/// <summary>Where a repository's files are read from: a web server, a folder, a store.</summary>
public interface IRepositorySource
{
    /// <summary>Opens a file for reading from its start, or answers <see langword="null"/> when the repository does not have it.</summary>
    /// <param name="path">Relative to the repository, segments separated by <c>/</c>, each escaped as in a URL.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: the repository cannot be asked. That is never "does not have it".</exception>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellation);
}
