namespace Slipway.Tuf.Sources;

/// <summary>Opens repositories by their addresses.</summary>
public static class RepositorySources
{
    /// <summary>Opens one repository that everybody may read, and that has a copy at each of <paramref name="addresses"/>.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address.</exception>
    public static RepositoryMirrors Open(TimeProvider time, params IReadOnlyList<RepositoryAddress> addresses) =>
        Open(time, RepositoryAccess.Public, RetryPolicy.None, maxBytesPerSecond: null, addresses);

    /// <summary>As <see cref="Open(TimeProvider, IReadOnlyList{RepositoryAddress})"/>, for a device that may have to be let in, and does not give up at once.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="access">How copies are read that not everybody may read.</param>
    /// <param name="retry">What happens when all copies failed.</param>
    /// <param name="maxBytesPerSecond">How fast all of them together are read; null as fast as they are.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address.</exception>
    public static RepositoryMirrors Open(
        TimeProvider time, RepositoryAccess access, RetryPolicy retry, long? maxBytesPerSecond, params IReadOnlyList<RepositoryAddress> addresses)
    {
        var throttle = maxBytesPerSecond is { } rate ? new Throttle(rate, time) : null;
        return addresses.Count > 0
            ? new RepositoryMirrors([.. addresses.Select(address => OpenOne(address, access, time, throttle))]) { Retry = retry }
            : throw new DeviceException(DeviceFailure.Configuration, "No repository address is configured.");
    }

    private static IRepositorySource OpenOne(RepositoryAddress address, RepositoryAccess access, TimeProvider time, Throttle? throttle)
    {
        IRepositorySource source = address.Folder is { IsFile: true } folder ? new FolderSource(folder.LocalPath) : new HttpSource(address, access, time);
        return throttle is null ? source : new ThrottledSource(source, throttle);
    }
}
