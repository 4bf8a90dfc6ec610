using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf;

/// <summary>A file that breaks off is continued; what does not fit together is begun again.</summary>
public sealed class TargetDownloadTests
{
    private const string Name = "releases/1.4.2/linux-x64/payload.tar.zst";

    private readonly RepositorySimulator _repository = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private readonly TargetFile _file;
    private readonly List<string> _asked = [];

    public TargetDownloadTests()
    {
        _file = _repository.AddTarget("releases", Name, _content);
        _repository.Publish();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(100_000)]
    [InlineData(299_999)]
    public async Task C5_a_transfer_that_breaks_off_is_continued_where_it_broke_off(int cut)
    {
        using var server = Serve((request, response) => Send(request, response, upTo: request.Headers["Range"] is null ? cut : int.MaxValue));
        using var disk = new MemoryStream();

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(2, _asked.Count);
        Assert.StartsWith("bytes=", _asked[1], StringComparison.Ordinal);
        Assert.EndsWith("-", _asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task C5_a_body_that_only_the_connection_ends_is_continued_when_it_is_short()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = AnswerAsync(listener, ("HTTP/1.1 200 OK", _content[..100_000]), ("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100000-299999/300000", _content[100_000..]));
        using var disk = new MemoryStream();

        await DownloadAsync(disk, new RetryPolicy(new HastyClock(), announce: null), new HttpSource(new Uri($"http://{listener.LocalEndpoint}/"), TimeProvider.System));

        Assert.Equal(_content, disk.ToArray());
        Assert.Contains("Range: bytes=100000-", (await asked)[1], StringComparison.Ordinal);
    }

    private static async Task<List<string>> AnswerAsync(TcpListener listener, params (string Head, byte[] Body)[] answers)
    {
        var asked = new List<string>();
        foreach (var (head, body) in answers)
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
            }

            asked.Add(request.ToString());
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }

        return asked;
    }

    [Fact]
    public async Task A_transfer_that_a_run_before_began_is_continued()
    {
        using var server = Serve((request, response) => Send(request, response));
        using var disk = Holding(_content[..123_456]);

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(["bytes=123456-"], _asked);
    }

    [Fact]
    public async Task A_file_that_is_complete_already_is_not_asked_for()
    {
        using var server = Serve((request, response) => Send(request, response));
        using var disk = Holding(_content);

        await DownloadAsync(disk, server);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A1_what_was_kept_and_is_not_the_files_beginning_is_thrown_away_once()
    {
        using var server = Serve((request, response) => Send(request, response));
        using var disk = Holding(new byte[200_000]);

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(["bytes=200000-", ""], _asked);
    }

    [Theory]
    [InlineData(300_000, 1)]
    [InlineData(300_001, 1)]
    public async Task A2_what_was_kept_and_is_as_long_or_longer_but_not_the_file_is_thrown_away(int length, int requests)
    {
        using var server = Serve((request, response) => Send(request, response));
        using var disk = Holding(new byte[length]);

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(requests, _asked.Count);
    }

    [Fact]
    public async Task A1_garbage_that_is_served_behind_a_good_beginning_is_refused_after_one_more_attempt_and_nothing_is_kept()
    {
        using var server = Serve((request, response) => Send(request, response, content: new byte[_content.Length]));
        using var disk = Holding(_content[..100_000]);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => DownloadAsync(disk, server));

        Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure);
        Assert.Equal(["bytes=100000-", ""], _asked);
        Assert.Equal(0, disk.Length);
    }

    [Theory]
    [InlineData("bytes 0-299999/300000")]
    [InlineData("bytes 100001-299999/300000")]
    [InlineData("items 100000-299999/300000")]
    [InlineData("")]
    public async Task A_server_that_answers_with_another_range_is_asked_for_the_whole(string range)
    {
        using var server = Serve((request, response) =>
        {
            if (request.Headers["Range"] is null)
            {
                Send(request, response);
                return;
            }

            response.StatusCode = 206;
            if (range.Length > 0)
            {
                response.Headers["Content-Range"] = range;
            }

            response.OutputStream.Write(_content.AsSpan(100_000));
        });
        using var disk = Holding(_content[..100_000]);

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(["bytes=100000-", ""], _asked);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(416)]
    [InlineData(400)]
    public async Task A_server_that_knows_no_ranges_serves_the_whole(int status)
    {
        using var server = Serve((request, response) =>
        {
            if (status == 200 || request.Headers["Range"] is null)
            {
                response.OutputStream.Write(_content);
                return;
            }

            response.StatusCode = status;
        });
        using var disk = Holding(_content[..100_000]);

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
    }

    [Fact]
    public async Task A8_a_server_that_fails_for_a_while_costs_nothing_of_what_is_there()
    {
        var failures = 2;
        using var server = Serve((request, response) =>
        {
            if (failures-- > 0)
            {
                response.StatusCode = 503;
                return;
            }

            Send(request, response);
        });
        using var disk = Holding(_content[..100_000]);

        await DownloadAsync(disk, server);

        Assert.Equal(["bytes=100000-", "bytes=100000-", "bytes=100000-"], _asked);
    }

    [Fact]
    public async Task A_file_that_changed_on_the_server_is_begun_again()
    {
        List<string?> conditions = [];
        var tag = "\"one\"";
        using var server = Serve((request, response) =>
        {
            conditions.Add(request.Headers["If-Range"]);
            response.Headers["ETag"] = tag;
            var isCut = tag == "\"one\"";
            tag = "\"two\"";
            Send(request, response, upTo: isCut ? 100_000 : int.MaxValue, isWhole: request.Headers["If-Range"] is { } known && known != tag);
        });
        using var disk = new MemoryStream();

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal([null, "\"one\""], conditions);
    }

    [Fact]
    public async Task A8_a_body_that_breaks_off_is_continued_at_the_next_mirror()
    {
        using var bad = Serve((request, response) => Send(request, response, upTo: 100_000));
        using var good = Serve((request, response) => Send(request, response));
        using var disk = new MemoryStream();

        await DownloadAsync(disk, bad, good);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal(2, _asked.Count);
        Assert.NotEqual("", _asked[1]);
    }

    [Fact]
    public async Task A8_a_mirror_that_serves_garbage_and_breaks_off_does_not_spoil_the_next_one()
    {
        using var bad = Serve((request, response) => Send(request, response, upTo: 100_000, content: new byte[_content.Length]));
        using var good = Serve((request, response) => Send(request, response));
        using var disk = new MemoryStream();

        await DownloadAsync(disk, bad, good);

        Assert.Equal(_content, disk.ToArray());
        Assert.Equal("", _asked[^1]);
    }

    [Fact]
    public async Task A8_a_server_that_always_breaks_off_at_once_is_left_after_five_attempts()
    {
        using var server = Serve((request, response) => Send(request, response, upTo: 0));
        using var disk = new MemoryStream();

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => DownloadAsync(disk, server));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
        Assert.EndsWith("It was tried 5 times.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(5, _asked.Count);
    }

    [Fact]
    public async Task A_server_that_breaks_off_often_and_gets_on_is_not_left()
    {
        using var server = Serve((request, response) => Send(request, response, upTo: 20_000));
        using var disk = new MemoryStream();

        await DownloadAsync(disk, server);

        Assert.Equal(_content, disk.ToArray());
        Assert.InRange(_asked.Count, 15, 40);
    }

    [Fact]
    public async Task A8_where_nothing_can_be_taken_back_the_first_failure_is_the_one_that_is_told()
    {
        var first = new Simulated(() => new MemoryStream(_content[..100_000]));
        var second = new Simulated(() => new MemoryStream(_content));
        using var pipe = new OneWayStream();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => DownloadAsync(pipe, RetryPolicy.None, first, second));

        Assert.Equal(TrustFailure.LengthMismatch, refusal.Failure);
    }

    [Fact]
    public async Task A_folder_is_read_from_the_byte_that_is_missing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, _file.RepositoryPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, _content);
        var source = new FolderSource(folder.Path);

        var rest = await source.OpenFromAsync(_file.RepositoryPath, 299_000, tag: null, CancellationToken.None);
        await using var content = rest!.Content;
        var beyond = await source.OpenFromAsync(_file.RepositoryPath, 300_001, tag: null, CancellationToken.None);
        await using var whole = beyond!.Content;

        using var missing = new MemoryStream();
        await content.CopyToAsync(missing);
        Assert.Equal(299_000, rest.Offset);
        Assert.Equal(_content[299_000..], missing.ToArray());
        Assert.Equal(0, beyond.Offset);
    }

    private static MemoryStream Holding(byte[] bytes)
    {
        var disk = new MemoryStream();
        disk.Write(bytes);
        disk.Position = 0;
        return disk;
    }

    private LoopbackServer Serve(Action<HttpListenerRequest, HttpListenerResponse> answer) => new((request, response) =>
    {
        lock (_asked)
        {
            _asked.Add(request.Headers["Range"] ?? "");
        }

        answer(request, response);
    });

    /// <summary>Answers as servers do that know ranges, and breaks off where it is told to.</summary>
    private void Send(HttpListenerRequest request, HttpListenerResponse response, int upTo = int.MaxValue, byte[]? content = null, bool isWhole = false)
    {
        content ??= _content;
        var start = !isWhole && request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (!isWhole && request.Headers["Range"] is not null)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }

        response.ContentLength64 = content.Length - start;
        var length = Math.Min(upTo, content.Length - start);
        response.OutputStream.Write(content, start, length);
        response.OutputStream.Flush();
        if (length < content.Length - start)
        {
            // Whoever reads has to have what was sent before the connection goes.
            Thread.Sleep(20);
            response.Abort();
        }
    }

    private Task DownloadAsync(Stream disk, params LoopbackServer[] servers) =>
        DownloadAsync(disk, new RetryPolicy(new HastyClock(), announce: null), [.. servers.Select(server => new HttpSource(server.Address, TimeProvider.System))]);

    private async Task DownloadAsync(Stream disk, RetryPolicy retry, params IRepositorySource[] sources)
    {
        using var mirrors = new RepositoryMirrors([.. sources.Select(source => new Split(_repository, source))]) { Retry = retry };
        var client = await TufClient.StartAsync(_repository.TrustAnchor, new LocalMetadataInMemory(), mirrors, RepositorySimulator.Time, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        var file = await client.FindTargetAsync(Name, CancellationToken.None);
        await client.DownloadAsync(file!, disk, progress: null, CancellationToken.None);
    }

    /// <summary>Metadata from memory, files from elsewhere.</summary>
    private sealed class Split(RepositorySimulator metadata, IRepositorySource targets) : IRepositorySource, IDisposable
    {
        public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => metadata.OpenAsync(path, cancellation);

        public Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation) =>
            targets.OpenFromAsync(path, offset, tag, cancellation);

        public void Dispose() => (targets as IDisposable)?.Dispose();
    }

    private sealed class Simulated(Func<Stream> open) : IRepositorySource
    {
        public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => Task.FromResult<Stream?>(open());
    }

    private sealed class OneWayStream : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
