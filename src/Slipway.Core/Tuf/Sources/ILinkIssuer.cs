namespace Slipway.Tuf.Sources;

/// <summary>Makes addresses that may be read for some time: signed ones, of a bucket that not everybody may read.</summary>
public interface ILinkIssuer
{
    /// <summary>Makes the link to a file. What it leads to is trusted no more than any other server.</summary>
    /// <param name="path">The file, relative to the repository.</param>
    /// <param name="address">Where the file is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.LinkFailed"/>: there is none.</exception>
    Task<Uri> IssueAsync(string path, Uri address, CancellationToken cancellation);
}
