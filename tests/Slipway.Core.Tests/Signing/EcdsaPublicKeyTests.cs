using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class EcdsaPublicKeyTests : IDisposable
{
    /// <summary>The key of RFC 6979 §A.2.5.</summary>
    private const string Pem = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7
        Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==
        -----END PUBLIC KEY-----
        """;

    /// <summary>Its signature of "sample" with SHA-256, as two DER integers.</summary>
    private const string Signature =
        "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

    private const string Prefix = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Spellings => new()
    {
        { "one line", Pem.ReplaceLineEndings("\n") + "\n" },
        { "carriage returns", Pem.ReplaceLineEndings("\r\n") },
        { "other lines", KeyObject.Pem(KeyObject.Der(Pem)).Replace("MFkwEwYH", "MFkw\nEwYH", StringComparison.Ordinal) },
        { "space around", $"\n {Pem}\n\n" },
    };

    // What stands in the place of the PEM, for keys that are not one.
    public static TheoryData<string, string> Unusable => new()
    {
        { "nothing", "" },
        { "hex", "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299" },
        { "broken base64", Pem.Replace("MFkw", "MF?w", StringComparison.Ordinal) },
        { "cut DER", KeyObject.Pem(KeyObject.Der(Pem)[..^1]) },
        { "longer DER", KeyObject.Pem([.. KeyObject.Der(Pem), 0]) },
        { "another label", Pem.Replace("PUBLIC KEY", "EC PUBLIC KEY", StringComparison.Ordinal) },
        { "text before it", "key:\n" + Pem },
        { "two keys", $"{Pem}\n{Pem}" },
        { "no point of the curve", Encode(Prefix + "04" + new string('1', 128)) },
        { "the point at infinity", Encode("301a301306072a8648ce3d020106082a8648ce3d03010703020000") },
        { "a compressed point", Encode("3039301306072a8648ce3d020106082a8648ce3d0301070322000360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6") },
        { "x with the field prime added", Encode(Prefix + "04ffffffff00000001000000000000000000000001000000000000000000000004459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc") },
        { "P-384", NewKey(ECCurve.NamedCurves.nistP384) },
        { "secp256k1", NewKey(ECCurve.CreateFromFriendlyName("secp256k1")) },
        { "P-256 by its coefficients", ExplicitCurve() },
        { "an RSA key", NewRsaKey() },
        { "very long", Pem + new string('\n', SubjectPublicKeyInfo.MaxLength) },
    };

    [Theory]
    [InlineData("ecdsa")]
    [InlineData("ecdsa-sha2-nistp256")]
    public void The_vector_of_RFC_6979_verifies_under_both_key_types(string keyType)
    {
        var key = KeyObject.Read(KeyObject.Create(keyType, "ecdsa-sha2-nistp256", Pem));

        Assert.IsType<EcdsaPublicKey>(key);
        Assert.Equal(keyType, key.KeyType);
        Assert.True(key.Verify("sample"u8, Convert.FromHexString(Signature)));
        Assert.False(key.Verify("simple"u8, Convert.FromHexString(Signature)));
    }

    [Fact]
    public void What_openssl_signs_verifies_and_a_changed_bit_does_not()
    {
        OpenSsl.Run(_folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem");
        OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem");
        File.WriteAllBytes(_folder["message"], "timestamp v7"u8);
        OpenSsl.Run(_folder, "dgst", "-sha256", "-sign", "key.pem", "-out", "signature", "message");
        var key = KeyObject.Read(KeyObject.Ecdsa(File.ReadAllText(_folder["key.pub.pem"])));
        var signature = File.ReadAllBytes(_folder["signature"]);

        Assert.True(key.Verify("timestamp v7"u8, signature));
        for (var bit = 0; bit < 8 * signature.Length; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verify("timestamp v7"u8, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("zeros", "3006020100020100")]
    [InlineData("r and s side by side", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")]
    [InlineData("something after it", Signature + "00")]
    [InlineData("no DER", "ff")]
    [InlineData("a length without an end", "3084ffffffff")]
    [InlineData("a negative r", "3045022081d48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")]
    public void A_signature_in_no_or_another_form_does_not_fit(string form, string signature) =>
        Assert.False(KeyObject.Read(KeyObject.Ecdsa(Pem)).Verify("sample"u8, Convert.FromHexString(signature)), form);

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A11_one_key_in_two_spellings_is_one_key_and_each_is_written_as_it_was_read(string spelling, string pem)
    {
        var plain = KeyObject.Read(KeyObject.Ecdsa(Pem));
        var json = KeyObject.Create("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", pem);
        json["keyid_hash_algorithms"] = new JsonArray("sha256");

        var key = KeyObject.Read(json);

        Assert.True(key.Equals(plain), spelling);
        Assert.Equal(plain.GetHashCode(), key.GetHashCode());
        Assert.Equal(CanonicalJson.Encode(json), CanonicalJson.Encode(key.ToJson()));
        Assert.Equal(Sha256Digest.Of(CanonicalJson.Encode(json)).ToString(), key.Id.ToString());
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_key_that_is_none_of_P_256_is_kept_and_verifies_nothing(string what, string text)
    {
        var json = KeyObject.Ecdsa(text);

        var key = KeyObject.Read(json);

        Assert.True(key is UnknownKey, what);
        Assert.False(key.Verify("sample"u8, Convert.FromHexString(Signature)));
        Assert.Equal(CanonicalJson.Encode(json), CanonicalJson.Encode(key.ToJson()));
    }

    [Fact]
    public void A_point_with_a_small_x_is_a_point()
    {
        var pem = Encode(Prefix + "040000000000000000000000000000000000000000000000000000000000000005459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");

        Assert.IsType<EcdsaPublicKey>(KeyObject.Read(KeyObject.Ecdsa(pem)));
    }

    public void Dispose() => _folder.Dispose();

    private static string Encode(string hex) => KeyObject.Pem(Convert.FromHexString(hex));

    private static string NewKey(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string ExplicitCurve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stated = ECDsa.Create(key.ExportExplicitParameters(includePrivateParameters: false));
        return stated.ExportSubjectPublicKeyInfoPem();
    }

    private static string NewRsaKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
