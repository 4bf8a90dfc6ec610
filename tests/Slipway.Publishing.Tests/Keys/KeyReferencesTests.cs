using System.Text;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Signing;

namespace Slipway.Publishing.Tests.Keys;

public sealed class KeyReferencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];
    private readonly List<string> _warnings = [];
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_relative_file_starts_from_the_base_folder_and_the_signer_signs()
    {
        Directory.CreateDirectory(_folder["keys"]);
        WriteKey("keys/builder.pem", "600");

        using var signer = Open("file:keys/builder.pem");
        var signature = await signer.For(SigningPurpose.Build("test", "")).SignAsync("a"u8.ToArray(), CancellationToken.None);

        Assert.Equal(_key.PublicKey, signer.PublicKey);
        Assert.True(_key.PublicKey.Verify("a"u8, signature));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("640")]
    [InlineData("604")]
    public void A04_a_key_that_others_can_read_is_used_and_warned_of(string octal)
    {
        WriteKey("builder.pem", octal);

        using var signer = Open($"file:{_folder["builder.pem"]}");

        Assert.Equal([$"{_folder["builder.pem"]} can be read by other users of this machine: 'chmod 600 {_folder["builder.pem"]}'."], _warnings);
    }

    [Fact]
    public void A_file_that_does_not_exist_has_its_own_code_and_its_full_path()
    {
        var refusal = Assert.Throws<InputException>(() => Open("file:keys/builder.pem"));

        Assert.Equal("SLP1041", refusal.Code);
        Assert.Contains(_folder["keys/builder.pem"], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_key_file()
    {
        var refusal = Assert.Throws<InputException>(() => Open("file:."));

        Assert.Equal(InputFailure.FileNotAccessible, refusal.Failure);
    }

    [Fact]
    public void A_device_without_an_end_is_not_read_to_it()
    {
        var refusal = Assert.Throws<InputException>(() => Open("file:/dev/zero"));

        Assert.Equal(InputFailure.KeyMalformed, refusal.Failure);
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("PEM on one line")]
    [InlineData("base64 of PEM")]
    [InlineData("base64")]
    [InlineData("hex")]
    [InlineData("HEX with a line feed")]
    public void B06_a_variable_holds_the_key_in_the_spellings_that_secret_stores_make(string spelling)
    {
        var pem = Encoding.ASCII.GetString(KeyFile.WritePrivatePem(_key, []));
        var seed = Seed();
        _environment["KEY"] = spelling switch
        {
            "PEM" => pem,
            "PEM on one line" => pem.ReplaceLineEndings(" "),
            "base64 of PEM" => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)),
            "base64" => Convert.ToBase64String(seed),
            "hex" => Convert.ToHexStringLower(seed),
            _ => Convert.ToHexString(seed) + "\n",
        };

        using var signer = Open("env:KEY");

        Assert.Equal(_key.PublicKey, signer.PublicKey);
    }

    [Theory]
    [InlineData(null, InputFailure.KeyNotFound)]
    [InlineData("", InputFailure.KeyNotFound)]
    [InlineData("   ", InputFailure.KeyMalformed)]
    [InlineData("password", InputFailure.KeyMalformed)]
    [InlineData("keys/builder.pem", InputFailure.KeyMalformed)]
    [InlineData("c2hvcnQ=", InputFailure.KeyMalformed)]
    public void A_variable_without_a_key_is_named_and_its_value_is_not(string? value, InputFailure failure)
    {
        _environment["KEY"] = value;

        var refusal = Assert.Throws<InputException>(() => Open("env:KEY"));

        Assert.Equal(failure, refusal.Failure);
        Assert.Contains("environment variable KEY", refusal.Message, StringComparison.Ordinal);
        Assert.True(string.IsNullOrWhiteSpace(value) || !(refusal.Message + refusal.Hint).Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_public_key_cannot_sign()
    {
        _environment["KEY"] = _key.PublicKey.ToPem();

        Assert.Equal(InputFailure.KeyNotPrivate, Assert.Throws<InputException>(() => Open("env:KEY")).Failure);
    }

    [Theory]
    [InlineData("secret", null, null)]
    [InlineData(null, "secret", null)]
    [InlineData(null, "secret\n", null)]
    [InlineData("ignored", "secret\r\n", null)]
    [InlineData(null, null, InputFailure.PassphraseWrong)]
    [InlineData("wrong", null, InputFailure.PassphraseWrong)]
    [InlineData("secret", "", InputFailure.PassphraseWrong)]
    [InlineData("secret", "\n", InputFailure.PassphraseWrong)]
    public void The_passphrase_is_in_a_file_or_else_in_a_variable(string? variable, string? file, InputFailure? failure)
    {
        File.WriteAllBytes(_folder["builder.pem"], KeyFile.WritePrivatePem(_key, "secret"u8));
        _environment[KeyPassphrase.Variable] = variable;
        if (file is not null)
        {
            File.WriteAllText(_folder["passphrase"], file);
            _environment[KeyPassphrase.FileVariable] = _folder["passphrase"];
        }

        if (failure is null)
        {
            using var signer = Open("file:builder.pem");
            Assert.Equal(_key.PublicKey, signer.PublicKey);
            return;
        }

        Assert.Equal(failure, Assert.Throws<InputException>(() => Open("file:builder.pem")).Failure);
    }

    [Fact]
    public void A_passphrase_file_that_does_not_exist_is_named_with_its_variable()
    {
        File.WriteAllBytes(_folder["builder.pem"], KeyFile.WritePrivatePem(_key, "secret"u8));
        _environment[KeyPassphrase.FileVariable] = _folder["no"];

        var refusal = Assert.Throws<InputException>(() => Open("file:builder.pem"));

        Assert.Equal(InputFailure.FileNotFound, refusal.Failure);
        Assert.Equal($"SLIPWAY_KEY_PASSPHRASE_FILE names {_folder["no"]}, which does not exist.", refusal.Message);
    }

    private SigningKey Open(string reference) =>
        KeyReferences.OpenSigner(KeyReference.Parse(reference), _folder.Path, _warnings.Add, name => _environment.GetValueOrDefault(name));

    private void WriteKey(string name, string octal)
    {
        File.WriteAllBytes(_folder[name], KeyFile.WritePrivatePem(_key, []));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder[name], (UnixFileMode)Convert.ToInt32(octal, 8));
        }
    }

    /// <summary>The last 32 bytes of the DER, as the conversion of B07 has it.</summary>
    private byte[] Seed() => Convert.FromBase64String(Encoding.ASCII.GetString(KeyFile.WritePrivatePem(_key, [])).Split('\n')[1])[^32..];
}
