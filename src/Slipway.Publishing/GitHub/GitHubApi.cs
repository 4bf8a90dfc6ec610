namespace Slipway.Publishing.GitHub;

/// <summary>The address of GitHub's REST API: of github.com, or of a GitHub Enterprise. A token is sent to it and to the host of uploads that belongs to it, and nowhere else.</summary>
public sealed record GitHubApi
{
    /// <summary>Where GitHub Actions says which GitHub it belongs to.</summary>
    internal const string Variable = "GITHUB_API_URL";

    private readonly Uri _address;

    private GitHubApi(Uri address) => _address = address;

    /// <summary><c>https://api.github.com</c>.</summary>
    public static GitHubApi Default { get; } = Parse("https://api.github.com");

    /// <summary>Reads an address such as <c>https://github.example.com/api/v3</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not an address by https, or by http on this machine.</exception>
    public static GitHubApi Parse(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && (address.UserInfo + address.Query + address.Fragment).Length == 0
            ? new GitHubApi(address)
            : throw new FormatException($"'{text}' is not the address of an API of GitHub: expected one like {Default} or https://github.example.com/api/v3");

    /// <summary>The address of a path below it.</summary>
    internal Uri At(string path) => new(_address, path);

    /// <summary>Whether an address is of the API itself.</summary>
    internal bool Has(Uri address) => IsAt(address, _address.Authority);

    /// <summary>Whether an address is of the API or of its uploads: <c>uploads.</c> instead of <c>api.</c>, or the same host.</summary>
    internal bool HasUpload(Uri address) =>
        Has(address) || (_address.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase) && IsAt(address, "uploads." + _address.Authority["api.".Length..]));

    /// <summary>The host, for people.</summary>
    public override string ToString() => _address.AbsoluteUri.TrimEnd('/');

    private bool IsAt(Uri address, string authority) =>
        address.Scheme == _address.Scheme && address.UserInfo.Length == 0 && string.Equals(address.Authority, authority, StringComparison.OrdinalIgnoreCase);
}
