using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

public sealed class PayloadSourceTests
{
    // Rows read: what a person does in the payload's folder, and what is said to it.
    [Theory]
    [InlineData("true", InputFailure.PayloadEmpty)]
    [InlineData("mkdir -p only/folders", InputFailure.PayloadEmpty)]
    [InlineData("mkfifo pipe", InputFailure.SpecialFile)]
    [InlineData("ln -s /etc/passwd l", InputFailure.LinkLeavesTree)]
    [InlineData("ln -s ../outside l", InputFailure.LinkLeavesTree)]
    [InlineData("mkdir d; ln -s ../../outside d/l", InputFailure.LinkLeavesTree)]
    [InlineData("touch a; ln -s a/../../x l", InputFailure.LinkLeavesTree)]
    [InlineData("touch A.py a.py", InputFailure.PathCollision)]
    [InlineData("mkdir D d; touch D/a d/b", InputFailure.PathCollision)]
    [InlineData("touch \"$(printf 'e\\314\\201')\"", InputFailure.PathNotAllowed)]
    [InlineData("touch \"$(printf 'a\\001b')\"", InputFailure.PathNotAllowed)]
    [InlineData("touch 'a\\b'", InputFailure.PathNotAllowed)]
    [InlineData("touch manifest.json", InputFailure.PathNotAllowed)]
    [InlineData("mkdir -p 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16; touch 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", InputFailure.PathNotAllowed)]
    public void A_payload_that_a_device_would_refuse_is_refused_here(string line, InputFailure expected)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder, line);

        var refusal = Assert.Throws<InputException>(() => PayloadSource.FromFolder(folder.Path));

        Assert.Equal(expected, refusal.Failure);
        Assert.NotNull(refusal.Hint);
    }

    [Fact]
    public void A_missing_folder_and_a_missing_file_are_refused()
    {
        using var folder = new TemporaryFolder();

        var noFolder = Assert.Throws<InputException>(() => PayloadSource.FromFolder(folder["gone"]));
        var noFile = Assert.Throws<InputException>(() => PayloadSource.FromFiles([new PayloadFile("a", folder["gone"])]));
        var folderAsFile = Assert.Throws<InputException>(() => PayloadSource.FromFiles([new PayloadFile("a", folder.Path)]));

        Assert.Equal(InputFailure.FileNotFound, noFolder.Failure);
        Assert.Equal(InputFailure.FileNotFound, noFile.Failure);
        Assert.Equal(InputFailure.FileNotFound, folderAsFile.Failure);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_named()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root reads everything");
        using var sample = new SampleBundle();
        Command.Run(sample.Folder, "chmod", "000", sample.InPayload("empty"));

        var refusal = await Assert.ThrowsAsync<InputException>(() => sample.PackAsync());

        Assert.Equal(InputFailure.FileNotAccessible, refusal.Failure);
        Assert.Contains("empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_kept_in_their_plain_spelling_and_never_followed()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder, "mkdir -p d/e; touch d/e/f; ln -s ./d//e/ l; ln -s ../l d/up");

        var links = PayloadSource.FromFolder(folder.Path);

        Assert.Equal(1, links.FileCount);
        Assert.Equal("d/up=../l l=d/e", string.Join(' ', links.Links.Select(link => $"{link.Key}={link.Value}")));
    }
}
