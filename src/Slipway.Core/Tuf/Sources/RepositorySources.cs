namespace Slipway.Tuf.Sources;

/// <summary>Opens repositories by their addresses.</summary>
public static class RepositorySources
{
    /// <summary>Opens one repository that has a copy at each of <paramref name="addresses"/>: http, https or file.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address, or one of another kind.</exception>
    public static RepositoryMirrors Open(TimeProvider time, params IReadOnlyList<Uri> addresses) => Open(time, RetryPolicy.None, addresses);

    /// <summary>As <see cref="Open(TimeProvider, IReadOnlyList{Uri})"/>, for a device that does not give up at once.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="retry">What happens when all copies failed.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address, or one of another kind.</exception>
    public static RepositoryMirrors Open(TimeProvider time, RetryPolicy retry, params IReadOnlyList<Uri> addresses) => addresses.Count > 0
        ? new RepositoryMirrors([.. addresses.Select(address => OpenOne(address, time))]) { Retry = retry }
        : throw new DeviceException(DeviceFailure.Configuration, "No repository address is configured.");

    private static IRepositorySource OpenOne(Uri address, TimeProvider time) => address.Scheme switch
    {
        "file" => new FolderSource(address.LocalPath),
        "http" or "https" => new HttpSource(address, time),
        _ => throw new DeviceException(DeviceFailure.Configuration, $"The repository address {address} is of an unknown kind: expected http, https or file."),
    };
}
