using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf;

/// <summary>Names that try to lead somewhere else (ATTACKS J3).</summary>
public sealed class NameTests
{
    public static TheoryData<string> HostileNames => ["../x", "..", ".", "/x", "/etc/passwd", "%2e%2e", "%2e%2e%2fx", "a?b", "a#b", "a\\b", "a b", "é", "\0", "\n", new string('x', 5_000), new string('é', 100)];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task J3_a_role_of_any_name_stays_in_its_folder_and_is_quoted(string role)
    {
        using var folder = new TemporaryFolder();
        var repository = new RepositorySimulator();
        repository.AddRole("targets", role, "odd/*");
        repository.AddTarget(role, "odd/x", [1]);
        repository.Publish();
        var device = new SimulatedDevice(repository) { Local = new LocalMetadataFolder(folder["cache"]) };

        Assert.Equal([1], await device.ReadAsync("odd/x"));
        repository.Requests.Clear();
        Assert.Equal([1], await device.ReadAsync("odd/x"));

        Assert.Equal(["cache"], folder.Names);
        Assert.Equal(4, Directory.EnumerateFileSystemEntries(folder["cache"], "*.json").Count());
        Assert.Equal(4 + 1, Directory.EnumerateFileSystemEntries(folder["cache"]).Count());
        Assert.Equal(["metadata/2.root.json", "metadata/timestamp.json"], repository.Requests[..2]);
        Assert.Single(repository.Requests[2..]);
    }

    [Fact]
    public async Task J3_two_long_role_names_are_two_files()
    {
        using var folder = new TemporaryFolder();
        var local = new LocalMetadataFolder(folder.Path);
        var stem = new string('x', 5_000);

        await local.WriteAsync(LocalFile.Role(stem + "a"), "a"u8.ToArray(), CancellationToken.None);
        await local.WriteAsync(LocalFile.Role(stem + "b"), "b"u8.ToArray(), CancellationToken.None);

        Assert.Equal("a"u8.ToArray(), await local.ReadAsync(LocalFile.Role(stem + "a"), CancellationToken.None));
        Assert.Equal("b"u8.ToArray(), await local.ReadAsync(LocalFile.Role(stem + "b"), CancellationToken.None));
    }

    [Theory]
    [InlineData("odd/a?b", "odd/", "a%3Fb")]
    [InlineData("odd/a#b", "odd/", "a%23b")]
    [InlineData("odd/%2e%2e", "odd/", "%252e%252e")]
    [InlineData("odd/a b", "odd/", "a%20b")]
    [InlineData("odd/a\\b", "odd/", "a%5Cb")]
    [InlineData("odd/é", "odd/", "%C3%A9")]
    [InlineData("o?d/x", "o%3Fd/", "x")]
    public async Task J3_a_target_of_any_name_is_quoted(string path, string folder, string name)
    {
        var repository = new RepositorySimulator();
        repository.AddRole("targets", "odd", "*/*");
        var file = repository.AddTarget("odd", path, [1]);
        repository.Publish();
        var device = new SimulatedDevice(repository);

        Assert.Equal([1], await device.ReadAsync(path));

        Assert.Equal($"targets/{folder}{file.Digest}.{name}", repository.Requests[^1]);
    }

    [Theory]
    [InlineData("odd/../../../x")]
    [InlineData("/x")]
    [InlineData("odd//x")]
    [InlineData("odd/./x")]
    public async Task J3_a_target_that_leaves_the_repository_is_refused_by_the_folder(string path)
    {
        using var folder = new TemporaryFolder();
        var repository = new RepositorySimulator();
        var file = repository.AddTarget("targets", path, [1]);
        repository.Publish();
        var client = await new SimulatedDevice(repository) { Source = new SplitSource(repository, new FolderSource(folder.Path)) }.RefreshAsync();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => client.ReadTargetAsync(file, MetadataLimits.OfferBytes, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
    }

    /// <summary>Metadata from one source, targets from another.</summary>
    private sealed class SplitSource(IRepositorySource metadata, IRepositorySource targets) : IRepositorySource
    {
        public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
            (path.StartsWith("metadata/", StringComparison.Ordinal) ? metadata : targets).OpenAsync(path, cancellation);
    }
}
