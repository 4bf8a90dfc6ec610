using System.Text;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class VerificationKeyTests
{
    private const string Public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    [Fact]
    public void The_id_is_the_digest_of_the_canonical_key_object()
    {
        var key = Ed25519PublicKey.FromBytes(Convert.FromHexString(Public));
        var canonical = $$$"""{"keytype":"ed25519","keyval":{"public":"{{{Public}}}"},"scheme":"ed25519"}""";

        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Encode(key.ToJson())));
        Assert.Equal(Sha256Digest.Of(Encoding.UTF8.GetBytes(canonical)).ToString(), key.Id.ToString());
    }

    [Theory]
    [InlineData("one more field", """{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"PUBLIC"},"x":1}""")]
    [InlineData("one more field inside", """{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"PUBLIC","private":""}}""")]
    [InlineData("uppercase hex", """{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"UPPER"}}""")]
    public void A11_one_key_in_two_spellings_is_one_key_and_each_is_written_as_it_was_read(string spelling, string json)
    {
        var text = json.Replace("PUBLIC", Public, StringComparison.Ordinal).Replace("UPPER", Public.ToUpperInvariant(), StringComparison.Ordinal);
        var key = Read(text);
        var plain = Ed25519PublicKey.FromBytes(Convert.FromHexString(Public));

        Assert.True(key.Equals(plain), spelling);
        Assert.Equal(plain.GetHashCode(), key.GetHashCode());
        Assert.Single(new[] { key, plain }.Distinct());
        Assert.Equal(CanonicalJson.Encode(StrictJson.ParseObject(Encoding.UTF8.GetBytes(text))), CanonicalJson.Encode(key.ToJson()));
    }

    [Theory]
    [InlineData("""{"keytype":"sphincs","scheme":"shake256","keyval":{"public":"00","parameters":{"n":1}},"later":[1]}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519ph","keyval":{"public":"00"}}""")]
    [InlineData("""{"keytype":"rsa","scheme":"rsa-pkcs1v15-sha256","keyval":{"public":"00"}}""")]
    [InlineData("""{"keytype":"ecdsa","scheme":"ecdsa-sha2-nistp384","keyval":{"public":"00"}}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"0g"}}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"0100000000000000000000000000000000000000000000000000000000000000"}}""")]
    public void A_key_that_cannot_be_used_is_kept_as_it_is_and_verifies_nothing(string json)
    {
        var key = Read(json);

        Assert.IsType<UnknownKey>(key);
        Assert.False(key.Verify([], []));
        Assert.Equal(CanonicalJson.Encode(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json))), CanonicalJson.Encode(key.ToJson()));
    }

    [Theory]
    [InlineData("""{"scheme":"ed25519","keyval":{"public":"00"}}""", "keytype is missing")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519"}""", "keyval is missing")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{}}""", "keyval.public is missing")]
    [InlineData("""{"keytype":"ecdsa","scheme":"ecdsa-sha2-nistp256","keyval":{}}""", "keyval.public is missing")]
    [InlineData("""{"keytype":"rsa","scheme":"rsassa-pss-sha256","keyval":{"public":1}}""", "keyval.public is a number: expected text")]
    public void A_key_object_that_lacks_something_says_what(string json, string message)
    {
        var refusal = Assert.ThrowsAny<FormatException>(() => Read(json));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changing_the_copy_of_the_key_object_changes_no_key()
    {
        var key = Ed25519PublicKey.FromBytes(Convert.FromHexString(Public));

        key.ToJson()["scheme"] = "none";

        Assert.Equal("ed25519", key.ToJson()["scheme"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a\nb", false)]
    [InlineData("any text", true)]
    public void A_key_id_is_opaque_text(string text, bool isOne) => Assert.Equal(isOne, KeyId.TryParse(text, out _));

    [Fact]
    public void A_key_id_has_at_most_128_characters()
    {
        Assert.True(KeyId.TryParse(new string('a', 128), out _));
        Assert.False(KeyId.TryParse(new string('a', 129), out _));
    }

    private static VerificationKey Read(string json) => VerificationKey.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json))));
}
