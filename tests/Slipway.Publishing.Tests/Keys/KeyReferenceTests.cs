using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Tests.Keys;

public sealed class KeyReferenceTests
{
    [Theory]
    [InlineData("file:keys/builder.pem", KeyReferenceKind.File, "keys/builder.pem")]
    [InlineData("file:/srv/my keys/builder.pem", KeyReferenceKind.File, "/srv/my keys/builder.pem")]
    [InlineData("env:BUILDER_KEY", KeyReferenceKind.Environment, "BUILDER_KEY")]
    [InlineData("kms:arn:aws:kms:eu-west-1:1:key/a", KeyReferenceKind.KeyManagementService, "arn:aws:kms:eu-west-1:1:key/a")]
    [InlineData("exec:a.pub.pem sign --slot 1", KeyReferenceKind.Command, "a.pub.pem sign --slot 1")]
    public void A_reference_is_read_and_given_back(string text, KeyReferenceKind kind, string value)
    {
        var reference = KeyReference.Parse(text);

        Assert.Equal((kind, value, text), (reference.Kind, reference.Value, reference.ToString()));
        Assert.Equal(KeyReference.Parse(text), reference);
    }

    [Theory]
    [InlineData("keys/builder.pem", "file:keys/builder.pem")]
    [InlineData("FILE:builder.pem", "file:keys/builder.pem")]
    [InlineData("vault:builder", "file:keys/builder.pem")]
    [InlineData("file:", "file:keys/builder.pem")]
    [InlineData("env:A B", "file:keys/builder.pem")]
    [InlineData("", "file:keys/builder.pem")]
    public void B06_what_is_no_reference_is_told_how_to_write_one(string text, string suggestion)
    {
        var malformed = Assert.Throws<FormatException>(() => KeyReference.Parse(text));
        var refusal = Assert.Throws<InputException>(() => KeyReference.Read(text, "SlipwayKey"));

        Assert.Equal($"'{text}' is not a key reference: expected file:PATH, env:NAME, kms:ARN or exec:NAME.pub.pem COMMAND, for example {suggestion}", malformed.Message);
        Assert.Equal("SLP1040", refusal.Code);
        Assert.StartsWith("SlipwayKey: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(suggestion, refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY----- MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v_secret")]
    [InlineData("nWGxne/9WmC6hEr0kuwsxERJxXN7MmkZcDusAxyuf2A=")]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")]
    public void A04_a_key_in_place_of_a_reference_is_not_repeated(string secret)
    {
        var malformed = Assert.Throws<FormatException>(() => KeyReference.Parse(secret));
        var refusal = Assert.Throws<InputException>(() => KeyReference.Read(secret, "--key"));

        Assert.DoesNotContain(secret[^8..], malformed.Message + refusal.Message + refusal.Hint, StringComparison.Ordinal);
        Assert.Contains("replace it", refusal.Hint, StringComparison.Ordinal);
    }
}
