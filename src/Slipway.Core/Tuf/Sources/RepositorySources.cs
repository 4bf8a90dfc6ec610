namespace Slipway.Tuf.Sources;

/// <summary>Opens repositories by their addresses.</summary>
public static class RepositorySources
{
    /// <summary>Opens one repository that has a copy at each of <paramref name="addresses"/>: http, https or file.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: no address, or one of another kind.</exception>
    public static IRepositorySource Open(params IReadOnlyList<Uri> addresses) => addresses.Count switch
    {
        0 => throw new DeviceException(DeviceFailure.Configuration, "No repository address is configured."),
        1 => OpenOne(addresses[0]),
        _ => new MirrorSource([.. addresses.Select(OpenOne)]),
    };

    private static IRepositorySource OpenOne(Uri address) => address.Scheme switch
    {
        "file" => new FolderSource(address.LocalPath),
        "http" or "https" => new HttpSource(address),
        _ => throw new DeviceException(DeviceFailure.Configuration, $"The repository address {address} is of an unknown kind: expected http, https or file."),
    };
}
