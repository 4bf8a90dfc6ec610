using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Fleets;

/// <summary>Where a list of devices is: a file, or a service's address with <c>{product}</c> and <c>{channel}</c> where it wants to know them.</summary>
public sealed record FleetAddress
{
    private readonly string _text;

    private FleetAddress(string text) => _text = text;

    /// <summary>Whether a service is asked.</summary>
    public bool IsService => _text.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads an address as people write it.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is empty, or an address of another kind than http and https.</exception>
    public static FleetAddress Parse(string text)
    {
        var address = new FleetAddress(text);
        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FormatException("the list of devices is not named: expected a file or an address");
        }

        return !address.IsService || (TryUri(text) is { Scheme: "http" or "https", UserInfo.Length: 0 })
            ? address
            : throw new FormatException("the list of devices has an address that cannot be used: expected http:// or https://, without a user");
    }

    /// <summary>The file, from <paramref name="folder"/> on.</summary>
    internal string FileIn(string folder) => Path.GetFullPath(_text, folder);

    /// <summary>The address to ask about one product and channel.</summary>
    internal Uri UriFor(SegmentName product, ChannelName channel) => TryUri(_text
        .Replace("{product}", product.ToString(), StringComparison.Ordinal)
        .Replace("{channel}", channel.ToString(), StringComparison.Ordinal))!;

    /// <summary>Whether both ask the same server: what one is told, the other may be told.</summary>
    internal bool HasServerOf(FleetAddress other) =>
        IsService && other.IsService && TryUri(_text) is { } mine && TryUri(other._text) is { } others
        && mine.GetLeftPart(UriPartial.Authority) == others.GetLeftPart(UriPartial.Authority);

    /// <summary>Without what may be secret: the query.</summary>
    public override string ToString() => IsService ? _text.Split('?')[0] : _text;

    private static Uri? TryUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
}
