using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Fleets;

/// <summary>Finds out which devices there are, from a file or a service.</summary>
/// <param name="policy">Names the service where no other address is given.</param>
/// <param name="folder">Where the files that are given begin.</param>
public sealed class FleetReader(ReleasePolicy policy, string folder)
{
    private const string FormsHint =
        "Expected JSON as [{\"version\":\"1.4.1\",\"count\":12}] or [{\"id\":\"a\",\"channel\":\"stable\",\"rid\":\"linux-x64\",\"version\":\"1.4.1\"}], or CSV with the header id,channel,rid,version.";

    /// <summary>Reads the list. A service that cannot be asked is no refusal: what it would say only informs.</summary>
    /// <param name="given">Where the list is, or null for the one of slipway.json, if any.</param>
    /// <param name="channel">The channel that it is read for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.FileNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>, or <see cref="InputFailure.OptionInvalid"/>: it is a folder, or no list of devices.
    /// </exception>
    public async Task<FleetAnswer> ReadAsync(FleetAddress? given, ChannelName channel, CancellationToken cancellation) =>
        (given ?? policy.Fleet?.Url) is not { } address ? FleetAnswer.None
        : address.IsService ? await AskAsync(address, channel, cancellation)
        : new FleetAnswer(await ReadFileAsync(address, address.FileIn(given is null ? policy.Folder : folder), cancellation));

    private async Task<FleetAnswer> AskAsync(FleetAddress address, ChannelName channel, CancellationToken cancellation)
    {
        var uri = address.UriFor(policy.Product, channel);

        // What must not leave this machine must not be given to a proxy either.
        using var service = new FleetService(TokenFor(address), policy.Folder, usesProxy: !uri.IsLoopback);
        return await service.AskAsync(address, uri, cancellation);
    }

    /// <summary>The token of slipway.json is for the server of slipway.json.</summary>
    private GateToken? TokenFor(FleetAddress address) => policy.Fleet is { } named && named.Url.HasServerOf(address) ? named.Token : null;

    private static async Task<Fleet> ReadFileAsync(FleetAddress address, string file, CancellationToken cancellation)
    {
        if (Directory.Exists(file))
        {
            throw new InputException(InputFailure.OptionInvalid, $"{file} is a folder: expected a file that lists the devices, or the address of a fleet service.")
            {
                Hint = FormsHint,
            };
        }

        try
        {
            await using var list = File.OpenRead(file);
            return await FleetList.ReadAsync(address.ToString(), list, cancellation);
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.OptionInvalid, $"The list of devices in {file} cannot be used: {malformed.Message}.", malformed)
            {
                Hint = FormsHint,
            };
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(InputFailure.FileNotFound, $"There is no list of devices in {file}.", missing)
            {
                Hint = "A relative path that is given starts at this folder, one in slipway.json at its own.",
            };
        }
    }
}
