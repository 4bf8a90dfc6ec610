using System.Text;
using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>What comes to lie in the target folder, and what never does (TUF §5.7).</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public DownloadTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A_refresh_downloads_nothing_and_a_download_the_file()
    {
        Publish("file.txt", "content");

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Empty(_device.Downloads);

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));
        Assert.Equal(["content"], _device.Downloads);
    }

    [Fact]
    public async Task A_file_in_folders_is_asked_for_with_its_digest_before_its_name()
    {
        Publish("path/to/a/file.txt", "content");

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("path/to/a/file.txt"));

        Assert.Equal($"GET /targets/path/to/a/{Sha256Digest.Of("content"u8)}.file.txt", _device.TakeRequests()[^1]);
        Assert.Equal(["content"], _device.Downloads);
    }

    [Fact]
    public async Task Several_files_are_downloaded_in_order_after_one_refresh_until_one_fails()
    {
        Publish("a", "first");
        Publish("b", "second");

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("b", "nowhere", "a"));

        Assert.Equal(["second"], _device.Downloads);
        Assert.Equal(5, _device.TakeRequests().Length);
    }

    [Theory]
    [InlineData("malicious data of another length", TrustFailure.TooLarge)]
    [InlineData("C0NTENT", TrustFailure.DigestMismatch)]
    [InlineData("cont", TrustFailure.LengthMismatch)]
    [InlineData("", TrustFailure.LengthMismatch)]
    public async Task A1_A2_what_is_served_in_place_of_a_file_is_refused(string substitute, TrustFailure failure)
    {
        Publish("kept.txt", "kept");
        Publish("file.txt", "content");
        await _device.DownloadAsync("kept.txt");
        foreach (var path in _repository.Files.Keys.Where(path => path.StartsWith("targets/", StringComparison.Ordinal)).ToList())
        {
            _repository.Files[path] = Encoding.UTF8.GetBytes(substitute);
        }

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("kept.txt"));
        Assert.Equal(["kept"], _device.Downloads);

        Assert.Equal(Outcome.Refused(failure), await _device.DownloadAsync("file.txt"));
        Assert.Equal(["kept"], _device.Downloads);
    }

    [Fact]
    public async Task A_listed_file_that_is_not_there_is_asked_for_once()
    {
        Publish("file.txt", "content");
        _repository.Files.Remove(BareRepository.TargetPath("file.txt", Sha256Digest.Of("content"u8).ToString()));

        Assert.Equal(Outcome.Missing, await _device.DownloadAsync("file.txt"));

        Assert.Equal(5, _device.TakeRequests().Length);
        Assert.Empty(_device.Downloads);
    }

    /// <summary>The client sees every fifth version, under the same name, and a substitute after each.</summary>
    [Fact]
    public async Task A1_a_file_that_changes_again_and_again_is_followed_and_its_substitutes_are_not()
    {
        Publish("file.txt", "content");
        await _device.DownloadAsync("file.txt");
        List<string> others = [];
        for (var i = 0; i <= 10; i++)
        {
            Publish("file.txt", $"content {i}");
            Publish($"new-{i}", $"new {i}");
            if (i % 5 != 0)
            {
                continue;
            }

            Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));
            Assert.Equal(Outcome.Done, await _device.DownloadAsync($"new-{i}"));
            others.Add($"new {i}");
            Assert.Equal(new[] { $"content {i}" }.Concat(others).Order(StringComparer.Ordinal), _device.Downloads);

            _repository.Files[BareRepository.TargetPath("file.txt", Sha256Digest.Of(Encoding.UTF8.GetBytes($"content {i}")).ToString())] = "malicious"u8.ToArray();
            _repository.Publish(Targets, Snapshot, Timestamp);
            await _device.DownloadAsync("file.txt");
            Assert.Equal(new[] { $"content {i}" }.Concat(others).Order(StringComparer.Ordinal), _device.Downloads);
        }
    }

    [Fact]
    public async Task A_file_that_is_here_already_is_not_asked_for_again()
    {
        Publish("file.txt", "content");
        await _device.DownloadAsync("file.txt");
        _device.TakeRequests();

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
    }

    [Fact]
    public async Task A1_a_file_that_was_damaged_here_is_downloaded_again()
    {
        Publish("file.txt", "content");
        await _device.DownloadAsync("file.txt");
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(_device.TargetFolder)), "damaged");

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));

        Assert.Equal(["content"], _device.Downloads);
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    [InlineData("sha256 sha512")]
    public async Task A_file_is_asked_for_once_by_a_digest_of_each_algorithm(string algorithms)
    {
        _repository.AddTarget(Targets, "file.txt", "content"u8.ToArray(), algorithms.Split(' '));
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));
        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));

        var digests = _repository[Targets]["targets"]!["file.txt"]!["hashes"]!.AsObject().Select(hash => $"GET /targets/{hash.Value}.file.txt");
        Assert.Contains(Assert.Single(_device.TakeRequests(), line => line.StartsWith("GET /targets/", StringComparison.Ordinal)), digests);
        Assert.Equal(["content"], _device.Downloads);
    }

    [Theory]
    [InlineData("sha256", "sha256")]
    [InlineData("sha512", "sha512")]
    [InlineData("sha256 sha512", "sha256")]
    [InlineData("sha256 sha512", "sha512")]
    public async Task A1_a_file_that_misses_one_of_its_digests_is_refused(string algorithms, string wrong)
    {
        _repository.AddTarget(Targets, "file.txt", "content"u8.ToArray(), algorithms.Split(' '));
        var hashes = _repository[Targets]["targets"]!["file.txt"]!["hashes"]!;
        hashes[wrong] = new string('a', ((string)hashes[wrong]!).Length);
        _repository.Files[BareRepository.TargetPath("file.txt", (string)hashes[wrong]!)] = "content"u8.ToArray();
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.DigestMismatch), await _device.DownloadAsync("file.txt"));

        Assert.Empty(_device.Downloads);
    }

    [Fact]
    public async Task A_hash_of_an_unknown_algorithm_beside_a_known_one_is_no_obstacle()
    {
        Publish("file.txt", "content");
        _repository[Targets]["targets"]!["file.txt"]!["hashes"]!["unknown-hash"] = "abc";
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.DownloadAsync("file.txt"));

        Assert.Equal(["content"], _device.Downloads);
    }

    [Fact]
    public async Task A_file_whose_only_hash_is_of_an_unknown_algorithm_is_not_accepted()
    {
        Publish("file.txt", "content");
        _repository[Targets]["targets"]!["file.txt"]!["hashes"] = new JsonObject { ["unknown-hash"] = new string('a', 64) };
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(1, (await _device.DownloadAsync("file.txt")).ExitCode);

        Assert.Empty(_device.Downloads);
    }

    private void Publish(string path, string content)
    {
        _repository.AddTarget(Targets, path, Encoding.UTF8.GetBytes(content));
        _repository.Publish(Targets, Snapshot, Timestamp);
    }
}
