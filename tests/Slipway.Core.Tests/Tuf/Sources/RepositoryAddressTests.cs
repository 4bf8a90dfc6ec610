using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class RepositoryAddressTests
{
    [Theory]
    [InlineData("https://h/acme", "https://h/acme/metadata/1.root.json")]
    [InlineData("https://h/acme/", "https://h/acme/metadata/1.root.json")]
    [InlineData("https://h/{path}?token=t", "https://h/metadata/1.root.json?token=t")]
    [InlineData("https://h/a/{path}", "https://h/a/metadata/1.root.json")]
    [InlineData("https://h/a/{path}/raw?ref=main", "https://h/a/metadata/1.root.json/raw?ref=main")]
    [InlineData("https://h/link?file={path}&for=me", "https://h/link?file=metadata/1.root.json&for=me")]
    [InlineData("https://h?file=/{path}", "https://h/?file=/metadata/1.root.json")]
    public void C04_a_files_path_stands_where_the_address_says(string address, string expected) =>
        Assert.Equal(expected, RepositoryAddress.Parse(address).AddressOf("metadata/1.root.json").AbsoluteUri);

    [Theory]
    [InlineData("https://h/releases", "https://h/releases/acme/edge-agent/x")]
    [InlineData("https://h/releases/", "https://h/releases/acme/edge-agent/x")]
    [InlineData("https://h/link?file=releases/{path}", "https://h/link?file=releases/acme/edge-agent/x")]
    [InlineData("file:///srv/releases", "file:///srv/releases/acme/edge-agent/x")]
    public void C14_organisation_and_product_belong_into_the_path(string address, string expected) =>
        Assert.Equal(expected, RepositoryAddress.Parse(address).Below("acme/edge-agent").AddressOf("x").AbsoluteUri);

    [Theory]
    [InlineData("../secret")]
    [InlineData("targets/../../secret")]
    [InlineData("%2e%2e/secret")]
    [InlineData("%2E%2E/secret")]
    [InlineData("/secret")]
    [InlineData("//example.invalid/secret")]
    [InlineData("http://example.invalid/secret")]
    [InlineData("targets//x")]
    [InlineData("a?file=secret")]
    [InlineData("a&file=secret")]
    [InlineData("a#")]
    [InlineData("a\\b")]
    [InlineData("a%")]
    [InlineData("")]
    public void J3_nothing_leads_out_of_a_template(string path)
    {
        foreach (var address in new[] { "https://h/repository/{path}?token=t", "https://h/link?file={path}" })
        {
            Assert.Equal(TrustFailure.Malformed, Assert.Throws<TrustException>(() => RepositoryAddress.Parse(address).AddressOf(path)).Failure);
        }
    }

    [Fact]
    public void J3_what_is_escaped_stays_so_and_a_query_is_decoded_once()
    {
        const string Path = "metadata/1.a%3Fb%23c%2F..%2Fd%26e.json";

        Assert.Equal("https://h/r/" + Path, RepositoryAddress.Parse("https://h/r/{path}").AddressOf(Path).AbsoluteUri);
        var query = RepositoryAddress.Parse("https://h/link?file={path}").AddressOf(Path).Query;
        Assert.Equal(Path, Uri.UnescapeDataString(query["?file=".Length..]));
        Assert.DoesNotContain('&', query);
    }

    [Theory]
    [InlineData("https://{path}.example.invalid/")]
    [InlineData("https://example.invalid{path}")]
    [InlineData("{path}")]
    [InlineData("https://h/prefix-{path}")]
    [InlineData("https://h/{path}.gz")]
    [InlineData("https://h/{path}#x")]
    [InlineData("https://h/{path}?a={path}")]
    [InlineData("https://h/{file}")]
    [InlineData("https://h/%7Bpath%7D")]
    [InlineData("file:///srv/{path}")]
    [InlineData("ftp://h/a")]
    [InlineData("acme/edge-agent")]
    [InlineData("https://user:secret@h/a")]
    [InlineData("https://user:secret@h/{path}")]
    [InlineData("https://h/a?token=secret")]
    [InlineData("https://h/a#secret")]
    [InlineData("ftp://h/{path}?token=secret")]
    public void C04_what_is_no_address_is_refused_and_no_secret_is_told(string address)
    {
        var refusal = Assert.Throws<FormatException>(() => RepositoryAddress.Parse(address));

        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://h/{path}", false)]
    [InlineData("https://h/link?file={path}", false)]
    [InlineData("https://h/link?file={path}&token=secret", true)]
    [InlineData("https://h/{path}?secret", true)]
    [InlineData("https://h/link?token=secret;file={path}", true)]
    [InlineData("https://h/link?file={path}.secret", true)]
    public void C04_what_may_be_a_token_is_known_and_is_not_shown(string text, bool mayHoldSecret)
    {
        var address = RepositoryAddress.Parse(text);

        Assert.Equal((mayHoldSecret, text), (address.MayHoldSecret, address.Text));
        Assert.DoesNotContain("secret", address.ToString(), StringComparison.Ordinal);
    }
}
