using System.Diagnostics;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Signing;

namespace Slipway.Publishing.Tests.Keys;

public sealed class SigningAuditTests
{
    [Fact]
    public async Task A_line_that_did_not_fit_on_the_disk_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4k", "slipway-test", folder.Path) == 0, "a small file system cannot be mounted here");
        try
        {
            var former = new string('x', 4_000) + "\n";
            await File.WriteAllTextAsync(folder["audit.jsonl"], former, TestContext.Current.CancellationToken);
            using var key = new SigningKey(Ed25519PrivateKey.Generate(), "file", new SigningAudit(TimeProvider.System, folder["audit.jsonl"]));

            var refusal = await Assert.ThrowsAsync<InputException>(() => key.For(SigningPurpose.Metadata("stable", 2)).SignAsync("signed"u8.ToArray(), CancellationToken.None));

            Assert.Equal("SLP1058", refusal.Code);
            Assert.Equal(former, await File.ReadAllTextAsync(folder["audit.jsonl"], TestContext.Current.CancellationToken));
        }
        finally
        {
            await RunAsync("umount", "-l", folder.Path);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
