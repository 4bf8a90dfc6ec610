using System.Diagnostics;

namespace Slipway.Cli.Tests;

/// <summary>Backing keys up, restoring them once, and what production asks of it: typed as docs/cli.md has it.</summary>
public sealed class KeyBackupTests : IAsyncLifetime
{
    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_terminal["app"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')");
        await File.WriteAllTextAsync(_terminal["passphrase"], "correct horse battery staple\n");
        await File.WriteAllTextAsync(_terminal["wrong"], "incorrect horse\n");
        _terminal.Environment["SLIPWAY_BACKUP_PASSPHRASE_FILE"] = _terminal["passphrase"];
        await DoneAsync("slipway init --product edge-agent --store releases", "\"production\": true");
    }

    [Fact]
    public async Task Production_publishes_nothing_before_every_key_was_restored_from_a_backup_once()
    {
        await BundleAsync();
        await ReplaceAsync("slipway.json", "\"trust_anchor\":", "\"production\": true, \"trust_anchor\":");
        var before = Directory.GetFiles(_terminal["releases"], "*", SearchOption.AllDirectories);

        var unsaved = await _terminal.TypeAsync("slipway publish out --channel canary");
        await DoneAsync("slipway keys backup stick.txt", "restore it once");
        var untried = await _terminal.TypeAsync("slipway publish out --channel canary");
        var after = Directory.GetFiles(_terminal["releases"], "*", SearchOption.AllDirectories);
        await DoneAsync("slipway keys restore stick.txt --output elsewhere", "proved");
        _terminal.Environment["SLIPWAY_BACKUP_PASSPHRASE_FILE"] = null;
        foreach (var offline in new[] { "root", "targets", "stable" })
        {
            File.Delete(_terminal[$"keys/{offline}.pem"]);
        }

        await DoneAsync("slipway publish out --channel canary", "canary linux-x64 1.4.2 100%");
        await DoneAsync("slipway promote 1.4.2 --from canary --to beta", "beta linux-x64 1.4.2 10%");

        Assert.Equal((1, 1), (unsaved.ExitCode, untried.ExitCode));
        Assert.Contains("error SLP1047: ", unsaved.Error, StringComparison.Ordinal);
        Assert.Contains("keys/root.pem (", untried.Error, StringComparison.Ordinal);
        Assert.Contains("slipway keys restore FILE", untried.Error, StringComparison.Ordinal);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Keys_of_two_folders_with_one_name_are_both_restored()
    {
        Directory.CreateDirectory(_terminal["keys/b"]);
        File.Move(_terminal["keys/beta.pem"], _terminal["keys/b/stable.pem"]);
        File.Move(_terminal["keys/beta.pub.pem"], _terminal["keys/b/stable.pub.pem"]);
        await ReplaceAsync("slipway.json", "file:keys/beta.pem", "file:keys/b/stable.pem");
        await DoneAsync("slipway keys backup stick.txt", "restore it once");

        await DoneAsync("slipway keys restore stick.txt --output elsewhere", "proved");

        Assert.Equal(2, Directory.GetFiles(_terminal["elsewhere"], "stable-????????????????.pem").Length);
    }

    [Fact]
    public async Task Production_promotes_nothing_either()
    {
        await BundleAsync();
        await DoneAsync("slipway publish out --channel canary", "canary");
        await ReplaceAsync("slipway.json", "\"trust_anchor\":", "\"production\": true, \"trust_anchor\":");

        var answer = await _terminal.TypeAsync("slipway promote 1.4.2 --from canary --to beta");

        Assert.Contains("error SLP1047: ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_public_half_is_missing_the_repository_says_which_keys_must_have_been_backed_up()
    {
        await BundleAsync();
        await DoneAsync("slipway keys backup stick.txt", "backup");
        await DoneAsync("slipway keys restore stick.txt", "was there, proved");
        File.Delete(_terminal["keys/stable.pem"]);
        File.Delete(_terminal["keys/stable.pub.pem"]);
        await ReplaceAsync("slipway.json", "\"trust_anchor\":", "\"production\": true, \"trust_anchor\":");

        await DoneAsync("slipway publish out --channel canary", "canary");
        File.Delete(_terminal["keys/backup.json"]);
        var answer = await _terminal.TypeAsync("slipway publish out --channel canary");

        Assert.Contains("a key of stable (", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_opens_each_key_of_a_backup_by_hand()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        await DoneAsync("slipway keys backup stick.txt", "backup");

        foreach (var name in new[] { "builder", "root", "online" })
        {
            var line = $"sed -n '/^key: keys\\/{name}.pem$/,/^-----END/p' stick.txt | openssl pkey -passin file:passphrase -pubout";
            var start = new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = _terminal["."], RedirectStandardOutput = true };
            using var shell = Process.Start(start)!;
            var output = await shell.StandardOutput.ReadToEndAsync();
            await shell.WaitForExitAsync();

            Assert.Equal(await File.ReadAllTextAsync(_terminal[$"keys/{name}.pub.pem"]), output);
        }
    }

    [Fact]
    public async Task Keys_that_were_lost_come_back_as_they_were()
    {
        var root = await File.ReadAllBytesAsync(_terminal["keys/root.pem"]);
        await DoneAsync("slipway keys backup stick.txt", "backup");
        File.Delete(_terminal["keys/root.pem"]);
        File.Delete(_terminal["keys/root.pub.pem"]);

        var answer = await _terminal.TypeAsync("slipway keys restore stick.txt --json");

        Assert.Equal(root, await File.ReadAllBytesAsync(_terminal["keys/root.pem"]));
        Assert.True(File.Exists(_terminal["keys/root.pub.pem"]));
        Assert.True(answer.Json.GetProperty("proved").GetBoolean());
        Assert.Single(answer.Json.GetProperty("keys").EnumerateArray(), key => key.GetProperty("written").GetBoolean());
        Assert.DoesNotContain("PRIVATE", answer.Output + answer.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_terminal["keys/root.pem"]));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_terminal["stick.txt"]));
        }
    }

    [Fact]
    public async Task A_store_that_is_lost_keeps_nobody_from_restoring_but_proves_nothing()
    {
        await DoneAsync("slipway keys backup stick.txt", "backup");
        Directory.Delete(_terminal["releases"], recursive: true);
        Directory.Delete(_terminal["keys"], recursive: true);

        var answer = await _terminal.TypeAsync("slipway keys restore stick.txt");

        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("slipway: warning: the backup does not count as restored: the repository cannot be read", answer.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_terminal["keys/stable.pem"]));
        Assert.False(File.Exists(_terminal["keys/backup.json"]));
    }

    [Fact]
    public async Task A_key_that_the_repository_does_not_trust_is_restored_and_not_proved()
    {
        await DoneAsync("slipway keys generate another", "key id");
        await ReplaceAsync("slipway.json", "\"file:keys/stable.pem\"", "\"file:keys/stable.pem\", \"file:keys/another.pem\"");
        await DoneAsync("slipway keys backup stick.txt", "another.pem");

        var answer = await _terminal.TypeAsync("slipway keys restore stick.txt");

        Assert.Contains("the repository trusts keys/another.pem", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("restored_at", await File.ReadAllTextAsync(_terminal["keys/backup.json"]), StringComparison.Ordinal);
    }

    // Rows read: what is done to the backup or around it, what is typed, the code.
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "nothing", "slipway keys backup stick.txt", "SLP1046" },
        { "no keys", "slipway keys backup other.txt", "SLP1041" },
        { "no variable", "slipway keys backup other.txt", "SLP1043" },
        { "no variable", "slipway keys restore stick.txt", "SLP1043" },
        { "wrong passphrase", "slipway keys restore stick.txt --output elsewhere", "SLP1043" },
        { "nothing", "slipway keys restore missing.txt", "SLP1021" },
        { "nothing", "slipway keys restore slipway.json", "SLP1048" },
        { "cut off", "slipway keys restore stick.txt --output elsewhere", "SLP1048" },
        { "ids swapped", "slipway keys restore stick.txt --output elsewhere", "SLP1048" },
        { "name changed", "slipway keys restore stick.txt", "SLP1035" },
        { "another key", "slipway keys restore stick.txt", "SLP1046" },
        { "another public key", "slipway keys restore stick.txt", "SLP1046" },
        { "record changed", "slipway keys restore stick.txt", "SLP1048" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_coded_and_writes_nothing(string mistake, string line, string code)
    {
        await DoneAsync("slipway keys backup stick.txt", "backup");
        await MakeAsync(mistake);
        var before = _terminal.Files;

        var answer = await _terminal.TypeAsync(line);

        Assert.True(answer.ExitCode == 1, answer.Error + answer.Output);
        Assert.Contains($"error {code}: ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", answer.Error + answer.Output, StringComparison.Ordinal);
        Assert.Equal(before, _terminal.Files);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task MakeAsync(string mistake)
    {
        var backup = await File.ReadAllTextAsync(_terminal["stick.txt"]);
        switch (mistake)
        {
            case "no keys":
                Directory.Delete(_terminal["keys"], recursive: true);
                break;
            case "no variable":
                _terminal.Environment["SLIPWAY_BACKUP_PASSPHRASE_FILE"] = null;
                break;
            case "wrong passphrase":
                _terminal.Environment["SLIPWAY_BACKUP_PASSPHRASE_FILE"] = _terminal["wrong"];
                break;
            case "cut off":
                await File.WriteAllTextAsync(_terminal["stick.txt"], backup[..^40]);
                break;
            case "ids swapped":
                var ids = backup.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).ToArray();
                await ReplaceAsync("stick.txt", ids[0], ids[1]);
                break;
            case "name changed":
                await ReplaceAsync("stick.txt", "key: keys/root.pem", "key: ../../keys/root.pem");
                break;
            case "another key":
                File.Copy(_terminal["keys/beta.pem"], _terminal["keys/root.pem"], overwrite: true);
                break;
            case "another public key":
                File.Delete(_terminal["keys/root.pem"]);
                File.Copy(_terminal["keys/beta.pub.pem"], _terminal["keys/root.pub.pem"], overwrite: true);
                break;
            case "record changed":
                await File.WriteAllTextAsync(_terminal["keys/backup.json"], "[]");
                break;
        }
    }

    private Task BundleAsync() => DoneAsync("slipway bundle app --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output out", "sha256:");

    private async Task ReplaceAsync(string file, string from, string to)
    {
        var text = await File.ReadAllTextAsync(_terminal[file]);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_terminal[file], text.Replace(from, to, StringComparison.Ordinal));
    }

    private async Task DoneAsync(string line, string said)
    {
        var answer = await _terminal.DoneAsync(line);

        Assert.Contains(said, answer.Output + answer.Error, StringComparison.Ordinal);
    }
}
