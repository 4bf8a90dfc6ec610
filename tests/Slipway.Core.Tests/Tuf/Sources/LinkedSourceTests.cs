using System.Text;
using Slipway.Testing.Servers;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

/// <summary>Files of a bucket that not everybody may read: by a server that redirects to links, and by links that are issued here.</summary>
public sealed class LinkedSourceTests : IDisposable
{
    private readonly Dictionary<string, byte[]> _files = new() { ["metadata/1.root.json"] = "0123456789"u8.ToArray() };
    private readonly PrivateBucket _bucket;
    private readonly LoopbackServer _gate;

    public LinkedSourceTests()
    {
        _bucket = new PrivateBucket(path => _files.GetValueOrDefault(path));
        _gate = new LoopbackServer((request, response) =>
        {
            response.StatusCode = 302;
            response.RedirectLocation = _bucket.Sign(request.QueryString["file"]!).AbsoluteUri;
        });
    }

    private string Bucket => _bucket.Address.Authority;

    public void Dispose()
    {
        _gate.Dispose();
        _bucket.Dispose();
    }

    [Fact]
    public async Task C04_a_redirect_to_a_listed_host_is_followed()
    {
        using var source = Gated(Bucket);

        Assert.Equal("0123456789", await ReadAsync(source, "metadata/1.root.json"));

        Assert.Equal(["/link?file=metadata/1.root.json"], _gate.Requests);
    }

    [Theory]
    [InlineData]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("example.invalid")]
    public async Task N1_a_redirect_to_a_host_that_is_not_listed_is_refused_and_tells_no_secret(params string[] hosts)
    {
        using var source = Gated(hosts);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/1.root.json", CancellationToken.None));

        Assert.Equal(("SLP4026", true), (refusal.Code, refusal.IsFinal));
        Assert.Contains(Bucket, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(_bucket.Answers);
    }

    [Theory]
    [InlineData("https://h/a", "http://h/a", false)]
    [InlineData("https://h/a", "http://listed/a", false)]
    [InlineData("https://h/a", "https://listed/a", true)]
    [InlineData("https://h/a", "https://LISTED:443/a", true)]
    [InlineData("https://h/a", "https://listed:8443/a", false)]
    [InlineData("https://h/a", "https://other:8443/a", true)]
    [InlineData("https://h/a", "https://other/a", false)]
    [InlineData("https://h/a", "https://listed.example.invalid/a", false)]
    [InlineData("https://h/a", "https://user@listed/a", false)]
    [InlineData("https://h/a", "https://h/b", true)]
    [InlineData("https://h/a", "https://h:8443/b", false)]
    [InlineData("https://h/a", "ftp://listed/b", false)]
    [InlineData("http://h/a", "http://listed/a", true)]
    [InlineData("http://h/a", "https://listed/a", true)]
    [InlineData("http://h/a", "https://[::1]:8443/a", true)]
    public void N1_where_links_may_lead(string from, string to, bool isAllowed) =>
        Assert.Equal(isAllowed, RedirectHosts.Parse(["listed", "other:8443", "[::1]:8443"]).Allow(new Uri(from), new Uri(to)));

    [Theory]
    [InlineData("")]
    [InlineData("https://h")]
    [InlineData("h/a")]
    [InlineData("h?a")]
    [InlineData("user@h")]
    [InlineData("h:port")]
    [InlineData("*.h ")]
    public void N1_what_is_no_host_is_refused(string host) => Assert.Throws<FormatException>(() => RedirectHosts.Parse([host]));

    [Fact]
    public async Task C04_a_link_is_used_again_until_it_is_refused()
    {
        _bucket.UsesOfLink = 2;
        using var source = Linked(_bucket.Sign);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("0123456789", await ReadAsync(source, "metadata/1.root.json"));
        }

        Assert.Equal(2, _bucket.Links);
        Assert.Equal([200, 200, 403, 200], _bucket.Answers.Select(answer => answer.Status));
    }

    [Fact]
    public async Task C04_a_link_that_expires_in_the_middle_of_a_file_is_renewed_and_the_file_continued()
    {
        using var source = Linked(_bucket.Sign);
        var first = await source.OpenFromAsync("metadata/1.root.json", 0, tag: null, CancellationToken.None);
        await first!.Content.DisposeAsync();

        var rest = await source.OpenFromAsync("metadata/1.root.json", 4, first.Tag, CancellationToken.None);

        using var reader = new StreamReader(rest!.Content);
        Assert.Equal((4, "456789"), (rest.Offset, await reader.ReadToEndAsync()));
        Assert.Equal([(0, 200), (4, 403), (4, 206)], _bucket.Answers.Select(answer => (answer.From, answer.Status)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A8_what_is_refused_by_a_new_link_too_is_not_there(bool isGated)
    {
        using var source = isGated ? Gated(Bucket) : Linked(_bucket.Sign);

        Assert.Null(await source.OpenAsync("metadata/2.root.json", CancellationToken.None));

        Assert.Equal([403, 403], _bucket.Answers.Select(answer => answer.Status));
    }

    [Fact]
    public async Task A8_a_root_chain_ends_where_a_bucket_has_no_further_root()
    {
        var repository = new RepositorySimulator();
        var target = repository.AddTarget("stable", "stable/linux-x64.json", Encoding.UTF8.GetBytes("an offer"));
        repository.Publish();
        foreach (var (path, bytes) in repository.Files)
        {
            _files[path] = bytes;
        }

        using var source = Gated(Bucket);

        Assert.Equal("an offer"u8.ToArray(), await new SimulatedDevice(repository) { Source = source }.ReadAsync(target.Path));
    }

    [Fact]
    public async Task C04_whether_a_file_has_changed_is_one_question_also_through_a_redirect()
    {
        using var source = Gated(Bucket);
        var first = await source.OpenTaggedAsync("metadata/1.root.json", knownTag: null, CancellationToken.None);
        await first.Content!.DisposeAsync();

        var second = await source.OpenTaggedAsync("metadata/1.root.json", first.Tag, CancellationToken.None);

        Assert.True(second.IsUnchanged);
        Assert.Equal([200, 304], _bucket.Answers.Select(answer => answer.Status));
    }

    [Theory]
    [InlineData("http://example.invalid/x?X-Signature=secret", "list the host in redirect_hosts")]
    [InlineData("ftp://127.0.0.1/x?X-Signature=secret", "http and https alone")]
    [InlineData("http://secret@127.0.0.1/x", "with a user in it")]
    public async Task C04_a_link_to_another_host_is_refused_and_tells_no_secret(string link, string hint)
    {
        using var source = Linked(_ => new Uri(link));

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/1.root.json", CancellationToken.None));

        Assert.Equal(("SLP4025", true), (refusal.Code, refusal.IsTransport));
        Assert.Contains(hint, refusal.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task C04_other_words_for_an_expired_link_are_understood(int status)
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = status);
        var issued = 0;
        using var source = new HttpSource(RepositoryAddress.Of(server.Address), new RepositoryAccess { Links = new Issuer(path => new Uri(server.Address, $"{path}?{++issued}")) }, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("a", CancellationToken.None));

        Assert.Equal((2, "SLP4005", true), (issued, refusal.Code, refusal.IsFinal));
    }

    private HttpSource Gated(params string[] hosts) =>
        new(RepositoryAddress.Parse($"{_gate.Address}link?file={{path}}"), new RepositoryAccess { Hosts = RedirectHosts.Parse(hosts) }, TimeProvider.System);

    private HttpSource Linked(Func<string, Uri> sign) => new(RepositoryAddress.Of(_bucket.Address), new RepositoryAccess { Links = new Issuer(sign) }, TimeProvider.System);

    private static async Task<string> ReadAsync(HttpSource source, string path)
    {
        await using var stream = await source.OpenAsync(path, CancellationToken.None);
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync();
    }

    private sealed class Issuer(Func<string, Uri> sign) : ILinkIssuer
    {
        public Task<Uri> IssueAsync(string path, Uri address, CancellationToken cancellation) => Task.FromResult(sign(path));
    }
}
