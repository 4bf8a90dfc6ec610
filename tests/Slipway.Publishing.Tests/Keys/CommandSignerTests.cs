using System.Runtime.Versioning;
using System.Text;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Keys.Commands;
using Slipway.Signing;

namespace Slipway.Publishing.Tests.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class CommandSignerTests : IDisposable
{
    /// <summary>openssl signs no stream with Ed25519: it wants to know the length before.</summary>
    private const string OpenSslSign = "cat > input && openssl pkeyutl -sign -rawin -inkey \"$1\" -in input";

    private static readonly CommandPatience Impatient = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
    private static readonly CommandPatience Patient = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public CommandSignerTests()
    {
        using var key = Ed25519PrivateKey.Generate();
        File.WriteAllBytes(_folder["builder.pem"], KeyFile.WritePrivatePem(key, []));
        File.WriteAllText(_folder["builder.pub.pem"], key.PublicKey.ToPem());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A04_a_program_signs_what_it_reads()
    {
        Script("sign", OpenSslSign);

        var signature = await SignAsync("exec:builder.pub.pem ./sign builder.pem");

        Assert.Equal(64, signature.Length);
    }

    [Fact]
    public async Task A_key_on_P256_signs_in_DER()
    {
        Command.Run(_folder, "openssl", "genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "p256.pem");
        Command.Run(_folder, "openssl", "pkey", "-in", "p256.pem", "-pubout", "-out", "p256.pub.pem");
        Script("sign", "openssl dgst -sha256 -sign \"$1\"");

        var signature = await SignAsync("exec:p256.pub.pem ./sign p256.pem");

        Assert.Equal(0x30, signature[0]);
    }

    [Fact]
    public async Task There_is_no_shell_and_quotes_hold_words_together()
    {
        Script("my sign", "[ \"$2\" = '$(touch x); a' ] && " + OpenSslSign);

        await SignAsync("exec:builder.pub.pem './my sign' builder.pem \"\\$(touch x); a\"".Replace("\\", "", StringComparison.Ordinal));

        Assert.False(File.Exists(_folder["x"]));
    }

    [Theory]
    [InlineData("echo 'PIN is locked' >&2; exit 7", "ended with exit code 7", "PIN is locked")]
    [InlineData("cat > /dev/null", "wrote nothing where its signature was expected", "nothing on standard error")]
    [InlineData("head -c 5000 /dev/zero", "wrote more than 1024 bytes", "nothing on standard error")]
    [InlineData("yes 2> /dev/null | head -c 3000000", "wrote more than 1024 bytes", "nothing on standard error")]
    [InlineData("printf 'a\\033[2Jb\\nc' >&2; exit 1", "exit code 1", "a\\u001b[2Jb | c")]
    [InlineData("kill -9 $$", "exit code 137", "nothing on standard error")]
    public async Task A_program_that_does_not_sign_is_named_and_its_arguments_are_not(string script, string expected, string hint)
    {
        Script("sign", script);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem ./sign --pin 4711"));

        Assert.Equal("SLP1053", refusal.Code);
        Assert.Contains($"The program ./sign, which signs with", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(hint, refusal.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", refusal.Message + refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_error_is_bounded()
    {
        Script("sign", "yes | head -c 1000000 >&2; exit 1");

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem ./sign"));

        Assert.InRange(refusal.Hint!.Length, 2000, 10_000);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_hangs_is_ended_with_all_that_it_started()
    {
        Script("sign", "echo 'touch the token' >&2; sleep 600 & echo $! > pid; mv pid child; wait");

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem ./sign", patience: Impatient));

        Assert.Equal("SLP1053", refusal.Code);
        Assert.Contains("did not sign within", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_warnings, warning => warning.StartsWith("waiting for ./sign to sign with", StringComparison.Ordinal));

        // It is signalled; when it is gone is the system's business.
        while (File.Exists(_folder["child"]) && !HasEnded(File.ReadAllText(_folder["child"]).Trim()))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_pipe_open_holds_nobody_up()
    {
        Script("sign", OpenSslSign + "; sleep 30 & echo $! > child");

        await SignAsync("exec:builder.pub.pem ./sign builder.pem");

        Command.Run(_folder, "kill", File.ReadAllText(_folder["child"]).Trim());
    }

    [Fact]
    public async Task A_program_that_reads_nothing_gets_no_further_than_verification()
    {
        Script("sign", "exec 0<&-; head -c 64 /dev/zero");

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem ./sign", new byte[4_000_000]));

        Assert.Equal("SLP1054", refusal.Code);
    }

    [Fact]
    public async Task A11_a_signature_by_another_key_is_not_believed()
    {
        using var other = Ed25519PrivateKey.Generate();
        File.WriteAllBytes(_folder["other.pem"], KeyFile.WritePrivatePem(other, []));
        Script("sign", OpenSslSign);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem ./sign other.pem"));

        Assert.Equal("SLP1054", refusal.Code);
        Assert.Contains("no signature by", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec:builder.pub.pem ./missing", "SLP1041")]
    [InlineData("exec:builder.pub.pem no-such-program-anywhere", "SLP1041")]
    [InlineData("exec:missing.pub.pem ./sign", "SLP1041")]
    [InlineData("exec:builder.pub.pem ./builder.pem", "SLP1053")]
    public async Task What_is_not_here_is_said_before_anything_runs(string reference, string code)
    {
        Script("sign", OpenSslSign);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync(reference));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task A_bare_name_is_not_looked_for_in_the_working_folder()
    {
        Script("sign-of-this-folder", OpenSslSign);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync("exec:builder.pub.pem sign-of-this-folder builder.pem"));

        Assert.Equal("SLP1041", refusal.Code);
    }

    [Theory]
    [InlineData("exec:./sign --pin 4711")]
    [InlineData("exec:builder.pub.pem")]
    [InlineData("exec:builder.pub.pem './sign --pin 4711")]
    [InlineData("exec:builder.pub.pem '' 4711")]
    public void A_command_without_its_public_half_is_no_reference_and_is_not_repeated(string text)
    {
        var malformed = Assert.Throws<FormatException>(() => KeyReference.Parse(text));

        Assert.Contains("expected exec:NAME.pub.pem COMMAND", malformed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", malformed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a 'b  c' \"d'e\" ''", "a|b  c|d'e|")]
    [InlineData("C:\\tools\\sign.exe a\"b c\"d", "C:\\tools\\sign.exe|ab cd")]
    public void Words_are_split_without_a_shell_and_joined_again(string text, string words)
    {
        var split = CommandLine.TrySplit(text);

        Assert.Equal(words.Split('|'), split);
        Assert.Equal(split, CommandLine.TrySplit(CommandLine.Join([.. split!, "it's \"q\""]))![..^1]);
    }

    private async Task<byte[]> SignAsync(string reference, byte[]? message = null, CommandPatience? patience = null)
    {
        var audit = new SigningAudit(TimeProvider.System);
        var signer = CommandSigner.Open(KeyReference.Parse(reference), _folder.Path, Add, patience ?? Patient);
        using var key = new SigningKey(signer, "exec", audit);
        var bytes = message ?? Encoding.ASCII.GetBytes("what is signed");

        var signature = await key.For(SigningPurpose.Build("test", "1.0.0")).SignAsync(bytes, CancellationToken.None);

        Assert.True(key.PublicKey.Verify(bytes, signature));
        Assert.Equal((Sha256Digest.Of(bytes), key.PublicKey.Id), (Assert.Single(audit.Entries).Digest, audit.Entries[0].KeyId));
        return signature;
    }

    private void Add(string warning)
    {
        lock (_warnings)
        {
            _warnings.Add(warning);
        }
    }

    private static bool HasEnded(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/status").Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private void Script(string name, string body)
    {
        File.WriteAllText(_folder[name], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
