using System.Collections.Specialized;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Web;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>A request as it came.</summary>
public sealed partial record GitHubCall
{
    private readonly NameValueCollection _query;

    internal GitHubCall(WireHead head)
    {
        var target = head.Start[1].Split('?', 2);
        Method = head.Start[0];
        Path = Uri.UnescapeDataString(target[0]);
        _query = HttpUtility.ParseQueryString(target.ElementAtOrDefault(1) ?? "");
        Headers = head.Text.Split("\r\n").Skip(1).Select(line => line.Split(": ", 2)).Where(header => header.Length == 2)
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
    }

    public string Method { get; }

    public string Path { get; }

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The name of an upload.</summary>
    public string? Name => _query["name"];

    internal string List => Api().Match(Path).Groups["list"].Value;

    /// <summary>Method, kind, id and what of it.</summary>
    internal (string Method, string Kind, long? Id, string? Part) Route => Api().Match(Path) is { Success: true } match
        ? (Method, match.Groups["asset"].Success ? "assets" : "releases", Id(match), match.Groups["part"].Success ? "assets" : null)
        : (Method, "", null, null);

    internal (long Release, string Name)? Upload => Method == "POST" && Uploads().Match(Path) is { Success: true } match && Name is { } name ? (Id(match)!.Value, name) : null;

    public override string ToString() => $"{Method} {Path[(Path.IndexOf("/releases", StringComparison.Ordinal) + 1)..]}{(Name is null ? "" : $"?name={Name}")}";

    internal int Number(string name, int fallback) => int.TryParse(_query[name], CultureInfo.InvariantCulture, out var number) ? number : fallback;

    private static long? Id(Match match) => match.Groups["id"].Success ? long.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex($"^/api/v3/repos/{GitHubFake.Repository}/(?<list>releases((?<asset>/assets)?/(?<id>[0-9]+)(?<part>/assets)?)?)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Api();

    // Prism, which checks requests, sends all of them to one address.
    [GeneratedRegex($"^/api/(uploads|v3)/repos/{GitHubFake.Repository}/releases/(?<id>[0-9]+)/assets$", RegexOptions.ExplicitCapture)]
    private static partial Regex Uploads();
}
