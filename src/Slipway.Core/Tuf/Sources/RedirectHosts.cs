using System.Buffers;
using System.Collections.Immutable;

namespace Slipway.Tuf.Sources;

/// <summary>The servers, besides a repository's own, that its files may be read from: whoever hands out links says where they lead, but not where they may lead (ATTACKS N1).</summary>
public sealed class RedirectHosts
{
    // A scheme without a usual port: one that is stated can be told from one that is not.
    private const int Unstated = -1;

    private static readonly SearchValues<char> NeverInHost = SearchValues.Create("/?#@ \\");

    private readonly ImmutableArray<Uri> _servers;

    private RedirectHosts(ImmutableArray<string> hosts)
    {
        Texts = hosts;
        _servers = [.. hosts.Select(ReadServer)];
    }

    /// <summary>No other server.</summary>
    public static RedirectHosts None { get; } = new([]);

    /// <summary>The hosts as they are configured.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>Reads hosts, each with a port where that is not the usual one of http or https.</summary>
    /// <exception cref="FormatException">A text is not <c>HOST</c> or <c>HOST:PORT</c>.</exception>
    public static RedirectHosts Parse(IEnumerable<string> texts) => new([.. texts]);

    /// <summary>Whether what was read at <paramref name="from"/> may be read on at <paramref name="to"/>: never in the clear where it was not, on the same server or on one that is listed.</summary>
    public bool Allow(Uri from, Uri to) =>
        to.Scheme is "http" or "https" && to.UserInfo.Length == 0 && !(from.Scheme == "https" && to.Scheme != "https")
        && (IsSameServer(from, to) || _servers.Any(server => IsAt(server, to)));

    private static bool IsAt(Uri server, Uri address) =>
        server.IdnHost.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase) && (server.Port == Unstated ? address.IsDefaultPort : address.Port == server.Port);

    private static bool IsSameServer(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Uri ReadServer(string text) =>
        !text.AsSpan().ContainsAny(NeverInHost) && Uri.TryCreate($"slipway://{text}", UriKind.Absolute, out var server) && server.Host.Length > 0 && server.PathAndQuery is "" or "/"
            ? server
            : throw new FormatException($"'{text}' is not a host: expected HOST or HOST:PORT");
}
