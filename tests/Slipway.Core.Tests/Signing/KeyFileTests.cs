using System.Text;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("correct horse")]
    public void A_key_that_was_written_is_read_again(string passphrase)
    {
        using var key = Ed25519PrivateKey.Generate();

        var pem = KeyFile.WritePrivatePem(key, Encoding.UTF8.GetBytes(passphrase));
        using var read = KeyFile.ReadPrivate(pem, "key", () => Encoding.UTF8.GetBytes(passphrase));

        Assert.Equal(key.PublicKey, read.PublicKey);
        Assert.Equal(passphrase.Length > 0, Encoding.ASCII.GetString(pem).Contains("ENCRYPTED", StringComparison.Ordinal));
    }

    [Fact]
    public void B08_an_unencrypted_key_has_one_file_and_it_is_the_one_openssl_writes()
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");
        var theirs = File.ReadAllBytes(_folder["key.pem"]);

        using var key = KeyFile.ReadPrivate(theirs, "key.pem", null);

        Assert.Equal(theirs, KeyFile.WritePrivatePem(key, []));
        Assert.Equal(File.ReadAllText(_folder["key.pub.pem"]), key.PublicKey.ToPem());
        Assert.Equal(key.PublicKey, KeyFile.ReadPublic(File.ReadAllBytes(_folder["key.pub.pem"]), "key.pub.pem"));
    }

    [Theory]
    [InlineData("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:secret", "-out", "key.pem")]
    [InlineData("pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-256-cbc", "-passout", "pass:secret", "-out", "key.pem")]
    [InlineData("pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1", "-passout", "pass:secret", "-out", "key.pem")]
    [InlineData("pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA384", "-passout", "pass:secret", "-out", "key.pem")]
    [InlineData("pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-iter", "10000", "-passout", "pass:secret", "-out", "key.pem")]
    public void What_openssl_encrypts_is_read(params string[] command)
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
        OpenSsl.Run(_folder, command);
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-passin", "pass:secret", "-pubout", "-out", "key.pub.pem");

        using var key = KeyFile.ReadPrivate(File.ReadAllBytes(_folder["key.pem"]), "key.pem", () => "secret"u8.ToArray());

        Assert.Equal(File.ReadAllText(_folder["key.pub.pem"]), key.PublicKey.ToPem());
    }

    [Fact]
    public void What_is_encrypted_here_openssl_reads()
    {
        using var key = Ed25519PrivateKey.Generate();
        File.WriteAllBytes(_folder["key.pem"], KeyFile.WritePrivatePem(key, "secret"u8));

        var publicPem = OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-passin", "pass:secret", "-pubout");

        Assert.Equal(key.PublicKey.ToPem(), publicPem);
    }

    [Fact]
    public void Openssl_and_we_verify_each_others_signatures()
    {
        using var key = Ed25519PrivateKey.Generate();
        File.WriteAllBytes(_folder["key.pem"], KeyFile.WritePrivatePem(key, []));
        File.WriteAllText(_folder["key.pub.pem"], key.PublicKey.ToPem());
        File.WriteAllText(_folder["message"], "a message");
        File.WriteAllBytes(_folder["ours"], key.Sign("a message"u8));

        OpenSsl.Run(_folder, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pub.pem", "-rawin", "-in", "message", "-sigfile", "ours");
        OpenSsl.Run(_folder, "pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "message", "-out", "theirs");

        Assert.True(key.PublicKey.Verify("a message"u8, File.ReadAllBytes(_folder["theirs"])));
    }

    [Fact]
    public void B07_the_seed_that_the_shown_conversion_makes_is_the_same_key()
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-outform", "DER", "-out", "key.der");
        var seed = File.ReadAllBytes(_folder["key.der"])[^32..];

        using var fromPem = KeyFile.ReadPrivate(File.ReadAllBytes(_folder["key.pem"]), "key.pem", null);
        using var fromSeed = KeyFile.ReadPrivate(seed, "key.seed", null);

        Assert.Equal(fromPem.PublicKey, fromSeed.PublicKey);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    [InlineData("")]
    public void A_wrong_or_missing_passphrase_has_its_own_code(string? passphrase)
    {
        using var key = Ed25519PrivateKey.Generate();
        var pem = KeyFile.WritePrivatePem(key, "right"u8);

        var refusal = Assert.Throws<InputException>(
            () => KeyFile.ReadPrivate(pem, "builder.pem", () => passphrase is null ? null : Encoding.UTF8.GetBytes(passphrase)));

        Assert.Equal("SLP1043", refusal.Code);
        Assert.StartsWith("builder.pem ", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.Hint);
    }

    [Fact]
    public void A_wrong_passphrase_is_told_as_such_also_when_its_padding_fits()
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
        OpenSsl.Run(_folder, "pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-256-cbc", "-iter", "1", "-passout", "pass:right", "-out", "key.pem");
        var pem = File.ReadAllBytes(_folder["key.pem"]);

        for (var i = 0; i < 1500; i++)
        {
            var wrong = Encoding.ASCII.GetBytes($"wrong {i}");
            var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPrivate(pem, "key.pem", () => wrong));

            Assert.Equal(InputFailure.PassphraseWrong, refusal.Failure);
        }
    }

    [Fact]
    public void A04_the_passphrase_is_zeroed_after_use_and_not_asked_for_when_there_is_no_need()
    {
        using var key = Ed25519PrivateKey.Generate();
        var passphrase = "right"u8.ToArray();

        using var encrypted = KeyFile.ReadPrivate(KeyFile.WritePrivatePem(key, passphrase), "key", () => passphrase);
        using var plain = KeyFile.ReadPrivate(KeyFile.WritePrivatePem(key, []), "key", () => throw new InvalidOperationException());

        Assert.All(passphrase, character => Assert.Equal(0, character));
    }

    [Theory]
    [InlineData("-scrypt", "the key derivation")]
    [InlineData("-v1 PBE-SHA1-3DES", "the scheme")]
    [InlineData("-v2 aes-256-cfb", "the cipher")]
    [InlineData("-v2 aes-256-cbc -v2prf hmacWithSHA512-256", "the hash function")]
    public void Another_encryption_is_named_and_the_conversion_shown(string options, string found)
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
        OpenSsl.Run(_folder, ["pkcs8", "-topk8", "-in", "plain.pem", "-passout", "pass:secret", "-out", "key.pem", .. options.Split(' ')]);

        var refusal = RefusalOf(File.ReadAllBytes(_folder["key.pem"]), () => "secret"u8.ToArray());

        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("openssl pkcs8 -topk8 -v2 aes-256-cbc", refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_000_001)]
    [InlineData(2_147_483_647)]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_file_that_would_keep_the_build_busy_for_hours_is_refused_at_once(int iterations)
    {
        var refusal = RefusalOf(EncryptedPem(iterations), () => "secret"u8.ToArray());

        Assert.Contains("rounds of key derivation", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048", "a private key for RSA")]
    [InlineData("genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256", "a private key for EC (ECDSA)")]
    [InlineData("ecparam -name prime256v1 -genkey", "a private key for EC (ECDSA)")]
    [InlineData("genpkey -algorithm x25519", "a private key for X25519")]
    [InlineData("genpkey -algorithm ed448", "a private key for Ed448")]
    public void A_key_for_another_algorithm_is_named(string command, string found)
    {
        OpenSsl.Run(_folder, [.. command.Split(' '), "-out", "key.pem"]);

        var refusal = RefusalOf(File.ReadAllBytes(_folder["key.pem"]));

        Assert.Equal($"the key holds {found}: expected one for Ed25519.", refusal.Message);
    }

    [Fact]
    public void A_public_RSA_key_is_named()
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "rsa", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");

        var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPublic(File.ReadAllBytes(_folder["key.pub.pem"]), "the key"));

        Assert.Equal("the key holds a public key for RSA: expected one for Ed25519.", refusal.Message);
    }

    public static TheoryData<string, byte[], string> NoKeys => new()
    {
        { "nothing", [], "is empty" },
        { "white space", " \r\n"u8.ToArray(), "is empty" },
        { "64 KiB and a byte", new byte[KeyFile.MaxLength + 1], "has more than 65536 bytes" },
        { "31 bytes", [.. Bytes(31)], "has 31 bytes that are no PEM" },
        { "a seed with a line feed", [.. Bytes(32), (byte)'\n'], "has 33 bytes that are no PEM" },
        { "seed and public key", [.. Bytes(64)], "has 64 bytes, which is a seed and its public key" },
        { "hex", Encoding.ASCII.GetBytes(Convert.ToHexString(Bytes(32)) + "\n"), "is hex text" },
        { "base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(Bytes(32))), "is base64 text" },
        { "a password", "0123456789abcdef0123456789abcdef"u8.ToArray(), "has 32 characters of text" },
        { "DER", [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. Bytes(32)], "is DER" },
        { "UTF-16", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("-----BEGIN PRIVATE KEY-----")], "is UTF-16 text" },
        { "an SSH public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here"u8.ToArray(), "is an OpenSSH key" },
        { "an SSH private key", Pem("OPENSSH PRIVATE KEY", Bytes(64)), "is an OpenSSH key" },
        { "a certificate", Pem("CERTIFICATE", Bytes(64)), "holds a CERTIFICATE" },
        { "PEM of nothing", Pem("PRIVATE KEY", []), "does not hold a well-formed key" },
        { "PEM of noise", Pem("PRIVATE KEY", Bytes(48)), "does not hold a well-formed key" },
        { "encrypted PEM of noise", Pem("ENCRYPTED PRIVATE KEY", Bytes(48)), "does not hold a well-formed key" },
        { "PEM without an end", "-----BEGIN PRIVATE KEY-----\nMC4CAQ"u8.ToArray(), "begins like PEM but is not well-formed" },
        { "PEM with an end of another label", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PUBLIC KEY-----"u8.ToArray(), "begins like PEM but is not well-formed" },
        { "two keys", [.. Pem("PRIVATE KEY", Bytes(48)), (byte)'\n', .. Pem("PRIVATE KEY", Bytes(48))], "holds more than one PEM block" },
    };

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void B07_what_is_no_key_is_recognised_and_explained_without_its_bytes(string what, byte[] content, string found)
    {
        var refusal = RefusalOf(content, () => "secret"u8.ToArray());
        var publicRefusal = Assert.Throws<InputException>(() => KeyFile.ReadPublic(content, "the key"));

        Assert.True(refusal.Message.Contains(found, StringComparison.Ordinal), $"{what}: {refusal.Message}");
        Assert.Equal(InputFailure.KeyMalformed, publicRefusal.Failure);
        Assert.All([refusal, publicRefusal], each =>
        {
            Assert.NotNull(each.Hint);
            Assert.DoesNotContain(Convert.ToHexString(Bytes(8)), each.Message + each.Hint, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Bytes(6)), each.Message + each.Hint, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_public_key_cannot_sign_and_the_file_beside_it_is_suggested()
    {
        using var key = Ed25519PrivateKey.Generate();
        var pem = Encoding.ASCII.GetBytes(key.PublicKey.ToPem());

        var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPrivate(pem, "keys/builder.pub.pem", null));

        Assert.Equal("SLP1044", refusal.Code);
        Assert.Contains("keys/builder.pem", refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    public void B06_a_private_key_is_refused_where_a_public_one_is_enough(string passphrase)
    {
        using var key = Ed25519PrivateKey.Generate();
        var pem = KeyFile.WritePrivatePem(key, Encoding.UTF8.GetBytes(passphrase));

        var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPublic(pem, "builder.pem"));

        Assert.Equal(InputFailure.KeyMalformed, refusal.Failure);
        Assert.Contains("openssl pkey -in builder.pem -pubout", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void B07_a_raw_seed_is_no_public_key_and_the_shown_conversion_makes_one()
    {
        using var key = Ed25519PrivateKey.FromSeed(Bytes(32));

        var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPublic(Bytes(32), "key.seed"));
        File.WriteAllBytes(_folder["key.seed"], Bytes(32));
        var command = refusal.Hint!.Split('\'')[3];
        var publicPem = Shell.Run(_folder, command);

        Assert.Contains("raw bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(key.PublicKey.ToPem(), publicPem);
    }

    [Fact]
    public void A_byte_order_mark_and_text_before_the_block_do_no_harm()
    {
        using var key = Ed25519PrivateKey.Generate();
        byte[] content = [0xef, 0xbb, 0xbf, .. "Bag Attributes\r\n"u8, .. KeyFile.WritePrivatePem(key, [])];

        using var read = KeyFile.ReadPrivate(content, "key", null);

        Assert.Equal(key.PublicKey, read.PublicKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_that_states_its_public_half_must_fit_it(bool fits)
    {
        using var key = Ed25519PrivateKey.FromSeed(Bytes(32));
        using var other = Ed25519PrivateKey.Generate();
        var point = (fits ? key : other).PublicKey.ToBytes();
        byte[] der = [0x30, 0x51, 0x02, 0x01, 0x01, .. Pkcs8.PrivateKeyPrefix[5..], .. Bytes(32), 0x81, 0x21, 0x00, .. point];

        if (fits)
        {
            using var read = KeyFile.ReadPrivate(Pem("PRIVATE KEY", der), "the key", null);
            Assert.Equal(key.PublicKey, read.PublicKey);
            return;
        }

        Assert.Contains("do not fit each other", RefusalOf(Pem("PRIVATE KEY", der)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damaged_byte_of_a_key_file_gives_a_coded_refusal_or_a_key()
    {
        using var key = Ed25519PrivateKey.Generate();
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
        OpenSsl.Run(_folder, "pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-256-cbc", "-iter", "1", "-passout", "pass:secret", "-out", "key.pem");
        foreach (var pem in new[] { KeyFile.WritePrivatePem(key, []), File.ReadAllBytes(_folder["key.pem"]) })
        {
            for (var i = 0; i < pem.Length; i++)
            {
                byte[] damaged = [.. pem];
                damaged[i] ^= 0x01;
                try
                {
                    KeyFile.ReadPrivate(damaged, "key", () => "secret"u8.ToArray()).Dispose();
                }
                catch (InputException)
                {
                    // Anything else fails the test.
                }
            }
        }
    }

    private static InputException RefusalOf(byte[] content, Func<byte[]?>? passphrase = null)
    {
        var refusal = Assert.Throws<InputException>(() => KeyFile.ReadPrivate(content, "the key", passphrase));
        Assert.Equal(InputFailure.KeyMalformed, refusal.Failure);
        return refusal;
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0x91, count).Select(i => (byte)(i * 7))];

    private static byte[] Pem(string label, byte[] content) =>
        Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n{Convert.ToBase64String(content)}\n-----END {label}-----\n");

    private static byte[] EncryptedPem(int iterations)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.5.13");
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("1.2.840.113549.1.5.12");
                        using (writer.PushSequence())
                        {
                            writer.WriteOctetString(Bytes(16));
                            writer.WriteInteger(iterations);
                        }
                    }

                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("2.16.840.1.101.3.4.1.42");
                        writer.WriteOctetString(Bytes(16));
                    }
                }
            }

            writer.WriteOctetString(Bytes(48));
        }

        return Pem("ENCRYPTED PRIVATE KEY", writer.Encode());
    }
}
