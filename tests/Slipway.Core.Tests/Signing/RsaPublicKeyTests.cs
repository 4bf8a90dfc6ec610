using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class RsaPublicKeyTests : IDisposable
{
    private const string Pem = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzPp33pi4FoGuEyPeF2e/
        dDcR95zyKuQzLEzg92mPcpPIb9Q8W94OFUlRHiVaoAwBAHOE7QSL50MH2m3WtPbE
        4dyT6GDTNCtNvtDwbICi7B0R+CSTXRw91MoZsHmedM8gpdXL+/5NA7cE9PqNlRge
        DKGS4vVLYy9SlAXf/9Boq9xLJMBfI9dxd0keqm8uunbGWUo3cGp+8LTguSIbHoK8
        uEy+e8G3RgisjQe/iVA6cS+G6llhnH8WsXOrCSyfz0U4tDEEhEvqjKe05Z7dhjg5
        fu4+wex2i/MJ19ZYk43D14SyfD6VgrejJxhp7h539oIOnUHE4AnoERvmcv13cB1I
        pwIDAQAB
        -----END PUBLIC KEY-----
        """;

    // Signatures of "sample" by that key, made with openssl dgst -sigopt rsa_pss_saltlen:...
    private const string DigestSalt =
        "b747904aa6e7c532a570b4e06637d1533068332c8330a8761743f8ec8c836f15c97860c9f596a261a2b1e817a71c5eda760aa1a9a3af501933b7f4de23bfbf8d"
        + "de114e6e7b9169114fba10cd91d2422b4692cc585bd5c0170bdff7bea443ea9edb6eaf25ec11fbbcad5fb90d53af116f32e7e0cf14e5a98d533d23925f3960af"
        + "b6731cf8b27090a63dfa50a80fe23bd61323f7cdabb6bba2c17324edbed36e82f54aa978145ba20a2353d1a3553737b3883b15c24babd95aeb696f3abab3d116"
        + "40aced1140c24f600c1a01f295811e23fe2f31341bbd459a00d74241dbfa8e6de490f807088718cfa6f634b95d905ca2c1ecf4c17db3c4c162c7425c522364ae";

    private const string LongestSalt =
        "3656448d78b180fcba87154bb65098b3fd1b30c5070974b20cdb52bc98f9b43a1e135f807d9f5fd3d0cf52439fe6e8605626160515162a6b18de7dd0dee05adf"
        + "44bf1f37b340b63e44e8e03ba6739e9edefc6215ed2a6907eab5f1b8f4cc6955157310c09317f535fc7ca7c0df9c5af746d68d7708d8a83759c23971a6df47b1"
        + "edc9178b41f90ad276cb0dc96a6ae72f12928c8c6ecc78807444f58a3c0c62bce059cb756fec1ce3ac926ed52c516b21caf5a11ebfab5496f07566483acac596"
        + "5ad40e66692e73adc899fd841763a47a518ce2e43027f273573301071d6b64792da64fb9d44792cc7e34d7520258d90bc47c300e03014abf29101d507e3bed86";

    private readonly TemporaryFolder _folder = new();

    // What stands in the place of the PEM, for keys that are not one.
    public static TheoryData<string, string> Unusable => new()
    {
        { "nothing", "" },
        { "the older block", Pem.Replace("PUBLIC KEY", "RSA PUBLIC KEY", StringComparison.Ordinal) },
        { "one bit too short", Encode((BigInteger.One << 2046) + 1, 65537) },
        { "one bit too long", Encode((BigInteger.One << 8192) + 1, 65537) },
        { "an even modulus", Encode(BigInteger.One << 2047, 65537) },
        { "a negative modulus", Encode(-(BigInteger.One << 2047) - 1, 65537) },
        { "exponent 1, with which a message is its own signature", Encode((BigInteger.One << 2047) + 1, 1) },
        { "an even exponent", Encode((BigInteger.One << 2047) + 1, 65536) },
        { "a negative exponent", Encode((BigInteger.One << 2047) + 1, -3) },
        { "an exponent of 33 bits", Encode((BigInteger.One << 2047) + 1, (1L << 32) + 1) },
        { "something after the numbers", Encode((BigInteger.One << 2047) + 1, 65537, 1) },
        { "a key for PSS only", Pem.Replace("MIIBIjANBgkqhkiG9w0BAQEF", "MIIBIjANBgkqhkiG9w0BAQoF", StringComparison.Ordinal) },
        { "an EC key", "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7\nYfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n-----END PUBLIC KEY-----" },
    };

    [Theory]
    [InlineData("as python-tuf signs", DigestSalt)]
    [InlineData("as go-tuf signs", LongestSalt)]
    public void Salts_of_both_lengths_in_use_verify(string signer, string signature)
    {
        var key = KeyObject.Read(KeyObject.Rsa(Pem));

        Assert.IsType<RsaPublicKey>(key);
        Assert.True(key.Verify("sample"u8, Convert.FromHexString(signature)), signer);
        Assert.False(key.Verify("simple"u8, Convert.FromHexString(signature)), signer);
    }

    [Theory]
    [InlineData(2048, 2, "digest")]
    [InlineData(2048, 2, "max")]
    [InlineData(2048, 2, "0")]
    [InlineData(2049, 3, "digest")]
    [InlineData(2049, 3, "max")]
    [InlineData(2050, 2, "max")]
    [InlineData(2055, 3, "digest")]
    [InlineData(3072, 2, "17")]
    public void What_openssl_signs_verifies_whatever_the_modulus_and_the_salt(int bits, int primes, string salt)
    {
        // Two primes of equal length make no modulus of an odd number of bits.
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", $"rsa_keygen_bits:{bits}", "-pkeyopt", $"rsa_keygen_primes:{primes}", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");
        File.WriteAllBytes(_folder["message"], "timestamp v7"u8);
        OpenSsl.Run(_folder, "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", $"rsa_pss_saltlen:{salt}", "-sign", "key.pem", "-out", "signature", "message");
        var key = KeyObject.Read(KeyObject.Rsa(File.ReadAllText(_folder["key.pub.pem"])));
        var signature = File.ReadAllBytes(_folder["signature"]);

        Assert.True(key.Verify("timestamp v7"u8, signature));
        Assert.False(key.Verify("timestamp v8"u8, signature));
        signature[^1] ^= 1;
        Assert.False(key.Verify("timestamp v7"u8, signature));
    }

    [Fact]
    public void A_second_signature_made_by_adding_the_modulus_does_not_fit()
    {
        // Of 2050 bits: the first byte has room for the sum.
        using var signer = RSA.Create();
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2050", "-out", "key.pem");
        signer.ImportFromPem(File.ReadAllText(_folder["key.pem"]));
        var key = KeyObject.Read(KeyObject.Rsa(signer.ExportSubjectPublicKeyInfoPem()));
        var signature = signer.SignData("sample"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var sum = Number(signature) + Number(signer.ExportParameters(includePrivateParameters: false).Modulus);

        Assert.True(key.Verify("sample"u8, signature));
        Assert.Equal(signature.Length, sum.GetByteCount(isUnsigned: true));
        Assert.False(key.Verify("sample"u8, sum.ToByteArray(isUnsigned: true, isBigEndian: true)));
    }

    [Theory]
    [InlineData("-sigopt rsa_padding_mode:pkcs1")]
    [InlineData("-sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha1")]
    public void Other_schemes_with_the_same_key_do_not_fit(string options)
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");
        File.WriteAllBytes(_folder["message"], "timestamp v7"u8);
        OpenSsl.Run(_folder, ["dgst", "-sha256", .. options.Split(' '), "-sign", "key.pem", "-out", "signature", "message"]);
        var key = KeyObject.Read(KeyObject.Rsa(File.ReadAllText(_folder["key.pub.pem"])));

        Assert.False(key.Verify("timestamp v7"u8, File.ReadAllBytes(_folder["signature"])));
    }

    [Fact]
    public void A_signature_of_another_length_does_not_fit()
    {
        var key = KeyObject.Read(KeyObject.Rsa(Pem));
        var signature = Convert.FromHexString(DigestSalt);

        Assert.False(key.Verify("sample"u8, []));
        Assert.False(key.Verify("sample"u8, signature[..^1]));
        Assert.False(key.Verify("sample"u8, [0, .. signature]));
        Assert.False(key.Verify("sample"u8, new byte[256]));
        Assert.False(key.Verify("sample"u8, [.. Enumerable.Repeat((byte)0xff, 256)]));
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        var key = KeyObject.Read(KeyObject.Rsa(Pem));
        var signature = Convert.FromHexString(DigestSalt);

        for (var bit = 0; bit < 8 * signature.Length; bit += 5)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verify("sample"u8, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A11_one_key_in_two_spellings_is_one_key_and_each_is_written_as_it_was_read()
    {
        var plain = KeyObject.Read(KeyObject.Rsa(Pem));
        var json = KeyObject.Rsa(KeyObject.Pem(KeyObject.Der(Pem)) + "\r\n");

        var key = KeyObject.Read(json);

        Assert.Equal(plain, key);
        Assert.Equal(plain.GetHashCode(), key.GetHashCode());
        Assert.NotEqual(plain.Id, key.Id);
        Assert.Equal(CanonicalJson.Encode(json), CanonicalJson.Encode(key.ToJson()));
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_key_outside_the_limits_is_kept_and_verifies_nothing(string what, string text)
    {
        var json = KeyObject.Rsa(text);

        var key = KeyObject.Read(json);

        Assert.True(key is UnknownKey, what);
        Assert.False(key.Verify("sample"u8, Convert.FromHexString(DigestSalt)));
        Assert.Equal(CanonicalJson.Encode(json), CanonicalJson.Encode(key.ToJson()));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("4294967295")]
    public void The_longest_modulus_and_the_ends_of_the_exponents_are_read(string exponent)
    {
        var pem = Encode((BigInteger.One << 8191) + 1, BigInteger.Parse(exponent, CultureInfo.InvariantCulture));

        var key = KeyObject.Read(KeyObject.Rsa(pem));

        Assert.IsType<RsaPublicKey>(key);
        Assert.False(key.Verify("sample"u8, [1, .. new byte[1023]]));
    }

    public void Dispose() => _folder.Dispose();

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static string Encode(params BigInteger[] numbers)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            foreach (var number in numbers)
            {
                key.WriteInteger(number);
            }
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return KeyObject.Pem(info.Encode());
    }
}
