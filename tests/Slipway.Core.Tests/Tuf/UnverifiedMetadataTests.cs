using System.Text;
using Slipway.Json;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class UnverifiedMetadataTests
{
    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "signatures is missing")]
    [InlineData("""{"signatures":[]}""", "signed is missing")]
    [InlineData("""{"signatures":{},"signed":{}}""", "signatures is an object")]
    [InlineData("""{"signatures":[],"signed":[]}""", "signed is an array")]
    [InlineData("""{"signatures":["x"],"signed":{}}""", "only objects")]
    [InlineData("""{"signatures":[{"sig":"00"}],"signed":{}}""", "keyid is missing")]
    [InlineData("""{"signatures":[{"keyid":"","sig":"00"}],"signed":{}}""", "key id")]
    [InlineData("""{"signatures":[{"keyid":"a"}],"signed":{}}""", "sig is missing")]
    [InlineData("""{"signatures":[{"keyid":"a","sig":"00"},{"keyid":"a","sig":"01"}],"signed":{}}""", "a key id twice")]
    [InlineData("""{"signatures":[],"signed":{"a":1,"a":2}}""", "repeated")]
    [InlineData("""{"signatures":[],"signed":{"a":1.5}}""", "64-bit integer")]
    [InlineData("""{"signatures":[],"signed":{}} """ + "\0", "not JSON")]
    public void J1_a_file_with_two_meanings_or_none_is_refused_and_names_its_role(string text, string because)
    {
        var refusal = Assert.Throws<TrustException>(() => UnverifiedMetadata.Parse("stable", Encoding.UTF8.GetBytes(text)));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.Equal("SLP2007", refusal.Code);
        Assert.Equal("stable", refusal.Subject);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("zz")]
    [InlineData("0x00")]
    public void A_signature_that_cannot_be_read_is_one_that_does_not_fit(string signature)
    {
        var text = $$$"""{"signatures":[{"keyid":"a","sig":"{{{signature}}}"},{"keyid":"b","sig":"0AfF"}],"signed":{}}""";

        var metadata = UnverifiedMetadata.Parse("stable", Encoding.UTF8.GetBytes(text));

        Assert.Empty(metadata.Signatures[0].Bytes);
        Assert.Equal([0x0a, 0xff], metadata.Signatures[1].Bytes);
    }

    [Fact]
    public void The_signed_bytes_are_the_canonical_form_and_the_file_is_kept_as_received()
    {
        var bytes = Encoding.UTF8.GetBytes("""{ "signed": { "b": [1, 2], "a": "é" }, "signatures": [], "more": true }""");

        var metadata = UnverifiedMetadata.Parse("stable", bytes);

        Assert.Equal("""{"a":"é","b":[1,2]}""", Encoding.UTF8.GetString(metadata.SignedBytes));
        Assert.Equal(bytes, metadata.Bytes.ToArray());
    }

    [Fact]
    public void A_file_signed_in_another_layout_is_signed_all_the_same()
    {
        var repository = new RepositorySimulator();
        var compact = repository.Files["metadata/timestamp.json"];
        var indented = StrictJson.ParseObject(compact).ToJsonString(new() { WriteIndented = true });

        var metadata = UnverifiedMetadata.Parse("timestamp", Encoding.UTF8.GetBytes(indented));

        Assert.True(repository.Keys.PublicHalf("timestamp").Tally(metadata).IsMet);
    }
}
