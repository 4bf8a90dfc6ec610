using Slipway.Storage;

namespace Slipway.Core.Tests.Storage;

public sealed class AtomicLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AtomicLinkTests()
    {
        Directory.CreateDirectory(_folder["v1"]);
        Directory.CreateDirectory(_folder["v2"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_is_made_and_switched_and_nothing_else_is_left()
    {
        AtomicLink.Point(_folder["current"], "v1");
        AtomicLink.Point(_folder["current"], "v2");

        Assert.Equal("v2", new FileInfo(_folder["current"]).LinkTarget);
        Assert.Equal(["current", "v1", "v2"], _folder.Names);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["v1"]));
    }

    [Fact]
    public void A_link_to_nothing_can_be_made_and_switched()
    {
        AtomicLink.Point(_folder["current"], "gone");
        AtomicLink.Point(_folder["current"], "v1");

        Assert.Equal("v1", new FileInfo(_folder["current"]).LinkTarget);
    }

    [Fact]
    public async Task The_link_always_leads_somewhere_while_it_is_switched()
    {
        AtomicLink.Point(_folder["current"], "v1");
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.True(Directory.Exists(_folder["current"]));
            }
        });

        for (var i = 0; i < 200; i++)
        {
            AtomicLink.Point(_folder["current"], i % 2 == 0 ? "v2" : "v1");
        }

        await done.CancelAsync();
        await reader;
    }

    [Fact]
    public void What_is_no_link_is_not_replaced()
    {
        File.WriteAllText(_folder["file"], "precious");

        Assert.Throws<IOException>(() => AtomicLink.Point(_folder["file"], "v1"));
        Assert.Throws<IOException>(() => AtomicLink.Point(_folder["v2"], "v1"));

        Assert.Equal("precious", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file", "v1", "v2"], _folder.Names);
    }

    [Fact]
    public void A_link_that_a_power_cut_left_behind_blocks_nothing()
    {
        File.CreateSymbolicLink(_folder[AtomicFile.TemporaryPrefix + "0123456789abcdef"], "v2");

        AtomicLink.Point(_folder["current"], "v1");

        Assert.Equal("v1", new FileInfo(_folder["current"]).LinkTarget);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("")]
    public void An_absolute_or_empty_target_is_a_mistake(string target) =>
        Assert.Throws<ArgumentException>(() => AtomicLink.Point(_folder["current"], target));
}
