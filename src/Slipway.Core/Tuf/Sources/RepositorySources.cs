namespace Slipway.Tuf.Sources;

/// <summary>Opens repositories by their addresses.</summary>
public static class RepositorySources
{
    /// <summary>Opens one repository that has a copy at each of <paramref name="addresses"/>: http, https or file.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address, or one of another kind.</exception>
    public static RepositoryMirrors Open(TimeProvider time, params IReadOnlyList<Uri> addresses) => Open(time, RetryPolicy.None, maxBytesPerSecond: null, addresses);

    /// <summary>As <see cref="Open(TimeProvider, IReadOnlyList{Uri})"/>, for a device that does not give up at once.</summary>
    /// <param name="time">Measures how long a server is waited for.</param>
    /// <param name="retry">What happens when all copies failed.</param>
    /// <param name="maxBytesPerSecond">How fast all of them together are read; null as fast as they are.</param>
    /// <param name="addresses">The copies; the first is asked first.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address, or one of another kind.</exception>
    public static RepositoryMirrors Open(TimeProvider time, RetryPolicy retry, long? maxBytesPerSecond, params IReadOnlyList<Uri> addresses)
    {
        var throttle = maxBytesPerSecond is { } rate ? new Throttle(rate, time) : null;
        return addresses.Count > 0
            ? new RepositoryMirrors([.. addresses.Select(address => OpenOne(address, time, throttle))]) { Retry = retry }
            : throw new DeviceException(DeviceFailure.Configuration, "No repository address is configured.");
    }

    private static IRepositorySource OpenOne(Uri address, TimeProvider time, Throttle? throttle) =>
        throttle is null ? OpenOne(address, time) : new ThrottledSource(OpenOne(address, time), throttle);

    private static IRepositorySource OpenOne(Uri address, TimeProvider time) => address.Scheme switch
    {
        "file" => new FolderSource(address.LocalPath),
        "http" or "https" => new HttpSource(address, time),
        _ => throw new DeviceException(DeviceFailure.Configuration, $"The repository address {address} is of an unknown kind: expected http, https or file."),
    };
}
