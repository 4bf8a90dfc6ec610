using System.Buffers;

namespace Slipway.Tuf.Sources;

/// <summary>Where a repository is read: the folder that holds <c>metadata/</c> and <c>targets/</c>, or an address with <c>{path}</c> in the place of a file's path.</summary>
/// <remarks>What follows a <c>?</c> may be a secret: only <see cref="Text"/> has it, and no message does.</remarks>
public sealed class RepositoryAddress
{
    private const string Placeholder = "{path}";

    private static readonly SearchValues<char> PathEnds = SearchValues.Create("/?");

    private readonly Uri _start;
    private readonly string? _before;
    private readonly string _after = "";

    private RepositoryAddress(Uri folder)
    {
        _start = folder.AbsoluteUri.EndsWith('/') ? folder : new Uri(folder.AbsoluteUri + "/");
        Text = folder.AbsoluteUri;
    }

    private RepositoryAddress(Uri start, string before, string after)
    {
        (_start, _before, _after) = (start, before, after);
        Text = before + Placeholder + after;
    }

    /// <summary>The address as it is configured, with all that may be secret in it.</summary>
    public string Text { get; }

    /// <summary>Whether its query has more than the path of a file: that may be a token.</summary>
    public bool MayHoldSecret => Text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query
        && Text[(query + 1)..].Split(['&', ';']).Any(part => !part.EndsWith(Placeholder, StringComparison.Ordinal));

    /// <summary>The folder that holds the repository; null where <c>{path}</c> says how files are asked for.</summary>
    public Uri? Folder => _before is null ? _start : null;

    private bool IsInQuery => _before!.Contains('?', StringComparison.Ordinal);

    /// <summary>The folder at an address of http, https or file.</summary>
    /// <exception cref="FormatException">It is of another kind, names a user, or has a query without <c>{path}</c>.</exception>
    public static RepositoryAddress Of(Uri folder) =>
        folder.Scheme is not ("http" or "https" or "file") ? throw Refuse(folder.OriginalString, "http, https or file")
        : folder.UserInfo.Length > 0 ? throw Refuse(folder.OriginalString, "no user in it")
        : folder.Query.Length + folder.Fragment.Length > 0 ? throw Refuse(folder.OriginalString, $"{Placeholder} where the path of a file belongs")
        : folder.AbsoluteUri.Contains("%7B", StringComparison.OrdinalIgnoreCase) ? throw Refuse(folder.OriginalString, $"no braces but those of {Placeholder}")
        : new RepositoryAddress(folder);

    /// <summary>Reads an address: <c>https://releases.example.com/acme/edge-agent/</c>, or <c>https://gate.example.com/link?file={path}</c>.</summary>
    /// <exception cref="FormatException">It is no such address. The message has nothing that may be secret.</exception>
    public static RepositoryAddress Parse(string text)
    {
        var parts = text.Split(Placeholder);
        return parts.Length > 2 || parts.Any(part => part.AsSpan().ContainsAny('{', '}')) ? throw Refuse(text, $"{Placeholder} once, and no other braces")
            : parts.Length == 2 ? OfTemplate(text, parts[0], parts[1])
            : Uri.TryCreate(text, UriKind.Absolute, out var folder) ? Of(folder)
            : throw Refuse(text, "an absolute address");
    }

    /// <summary>Whether a text has a place for a path, and so is no folder.</summary>
    public static bool IsTemplate(string text) => text.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>The repository in a folder of this one.</summary>
    /// <param name="folder">Its path, made of plain names.</param>
    public RepositoryAddress Below(string folder) => _before is null
        ? new RepositoryAddress(new Uri(_start.AbsoluteUri.TrimEnd('/') + "/" + folder + "/"))
        : new RepositoryAddress(_start, $"{_before}{folder}/", _after);

    /// <summary>The address of a file.</summary>
    /// <param name="path">Relative to the repository, its segments escaped as in a URL.</param>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>: it leads out of the repository (ATTACKS J3).</exception>
    public Uri AddressOf(string path)
    {
        if (_before is not null)
        {
            return EscapedPath.IsPlain(path) ? new Uri(_before + (IsInQuery ? path.Replace("%", "%25", StringComparison.Ordinal) : path) + _after) : throw LeadsOut(path);
        }

        // An address is normalised, so that "..", even escaped, would lead out.
        return Uri.TryCreate(_start, path, out var address) && _start.IsBaseOf(address) ? address : throw LeadsOut(path);
    }

    /// <summary>The address without what may be secret in it.</summary>
    public override string ToString() => Redact(Text);

    private static RepositoryAddress OfTemplate(string text, string before, string after) =>
        !Uri.TryCreate(before, UriKind.Absolute, out var start) || start.Scheme is not ("http" or "https") ? throw Refuse(text, $"http or https where {Placeholder} is")
        : start.UserInfo.Length > 0 ? throw Refuse(text, "no user in it")
        : !IsBehindServer(before) || (before + after).Contains('#', StringComparison.Ordinal) ? throw Refuse(text, $"{Placeholder} in the path or in the query")
        : !before.Contains('?', StringComparison.Ordinal) && !(before.EndsWith('/') && (after.Length == 0 || PathEnds.Contains(after[0]))) ? throw Refuse(text, $"{Placeholder} between slashes")
        : new RepositoryAddress(start, before, after);

    private static bool IsBehindServer(string before) =>
        before.AsSpan(before.IndexOf("://", StringComparison.Ordinal) + 3).ContainsAny(PathEnds) && !before.Contains('\\', StringComparison.Ordinal);

    private static string Redact(string text) => text.IndexOfAny(['?', '#']) is >= 0 and var end ? text[..end] + "?…" : text;

    /// <summary>Also what stands for a user is a secret: only what follows it is quoted.</summary>
    private static FormatException Refuse(string text, string expected) => new($"'{Redact(text[(text.LastIndexOf('@') + 1)..])}' is not the address of a repository: expected {expected}");

    private static TrustException LeadsOut(string path) => new(TrustFailure.Malformed, path, $"The path '{path}' leads out of the repository.");
}
