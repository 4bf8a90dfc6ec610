using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class RoleKeysTests
{
    private static readonly ImmutableArray<Ed25519PrivateKey> Keys = [.. Enumerable.Range(0, 5).Select(_ => Ed25519PrivateKey.Generate())];
    private static readonly JsonObject Signed = new() { ["version"] = 7L };

    // Rows read: role keys, threshold, keys that signed, is it met?
    public static TheoryData<string, int[], int, int[], bool> SignatureCases => new()
    {
        { "1-of-1", [0], 1, [0], true },
        { "3-of-5 by any three", [0, 1, 2, 3, 4], 3, [4, 0, 2], true },
        { "3-of-5 by two", [0, 1, 2, 3, 4], 3, [0, 2], false },
        { "2-of-2 by one key and a stranger", [0, 1], 2, [0, 4], false },
        { "1-of-1 by a stranger", [0], 1, [1], false },
        { "2-of-3 by all three", [0, 1, 2], 2, [0, 1, 2], true },
        { "nobody signed", [0], 1, [], false },
    };

    [Theory]
    [MemberData(nameof(SignatureCases))]
    public void Threshold_counts_distinct_keys_of_the_role(string because, int[] trusted, int threshold, int[] signers, bool met)
    {
        var role = Role(trusted, threshold);

        var tally = role.Tally(SignedBy(signers));

        Assert.True(tally.IsMet == met, because);
        Assert.Equal(trusted.Intersect(signers).Select(i => Keys[i].PublicKey.Id.ToString()).Order(StringComparer.Ordinal), tally.SignedBy.Select(key => key.Id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(trusted.Except(signers).Select(i => Keys[i].PublicKey.Id.ToString()).Order(StringComparer.Ordinal), tally.NotSignedBy.Select(key => key.Id.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A11_one_key_under_two_ids_counts_once()
    {
        var json = new JsonFields(new JsonObject { ["keyids"] = new JsonArray("one", "two"), ["threshold"] = 2L });
        var key = Keys[0].PublicKey;
        var role = RoleKeys.FromJson("stable", json, new Dictionary<string, VerificationKey> { ["one"] = key, ["two"] = Ed25519PublicKey.FromBytes(key.ToBytes()) });
        var metadata = Envelope(Signature("one", Keys[0]), Signature("two", Keys[0]));

        var refusal = Assert.Throws<TrustException>(() => role.Require(metadata));

        Assert.Equal(TrustFailure.ThresholdNotMet, refusal.Failure);
        Assert.Single(role.Tally(metadata).SignedBy);
    }

    [Fact]
    public void A11_a_key_in_two_spellings_counts_once()
    {
        var hex = Convert.ToHexStringLower(Keys[0].PublicKey.ToBytes());
        var keys = RoleKeys.ReadKeys(new JsonFields(new JsonObject
        {
            ["keys"] = new JsonObject { ["one"] = KeyObject(hex), ["two"] = KeyObject(hex.ToUpperInvariant()) },
        }));
        var role = RoleKeys.FromJson("stable", new JsonFields(new JsonObject { ["keyids"] = new JsonArray("one", "two"), ["threshold"] = 2L }), keys);

        var tally = role.Tally(Envelope(Signature("one", Keys[0]), Signature("two", Keys[0])));

        Assert.False(tally.IsMet);
    }

    [Fact]
    public void A11_an_ECDSA_key_in_two_key_objects_counts_once()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = signer.ExportSubjectPublicKeyInfoPem();
        var role = Role(2, ("one", Signing.KeyObject.Ecdsa(pem)), ("two", Signing.KeyObject.Create("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", pem + "\r\n")));
        var signature = Convert.ToHexString(signer.SignData(CanonicalJson.Encode(Signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        var tally = role.Tally(Envelope(Signature("one", signature), Signature("two", signature)));

        Assert.Single(tally.SignedBy);
        Assert.False(tally.IsMet);
    }

    [Fact]
    public void Keys_of_three_types_meet_one_threshold_beside_one_that_cannot_be_used()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var role = Role(
            3,
            ("e", Signing.KeyObject.Ecdsa(ecdsa.ExportSubjectPublicKeyInfoPem())),
            ("r", Signing.KeyObject.Rsa(rsa.ExportSubjectPublicKeyInfoPem())),
            ("d", Keys[0].PublicKey.ToJson()),
            ("broken", Signing.KeyObject.Ecdsa("no key")));
        var message = CanonicalJson.Encode(Signed);
        JsonObject[] signatures =
        [
            Signature("e", Convert.ToHexString(ecdsa.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))),
            Signature("r", Convert.ToHexString(rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pss))),
            Signature("d", Keys[0]),
        ];

        Assert.True(role.Tally(Envelope([.. signatures.Select(signature => signature.DeepClone())])).IsMet);
        Assert.False(role.Tally(Envelope([.. signatures[1..].Select(signature => signature.DeepClone())])).IsMet);
    }

    [Fact]
    public void A_signature_under_the_id_of_another_key_of_the_role_does_not_count()
    {
        var role = Role([0, 1], 2);
        var metadata = Envelope(Signature(Keys[0].PublicKey.Id.ToString(), Keys[0]), Signature(Keys[1].PublicKey.Id.ToString(), Keys[0]));

        Assert.Equal([Keys[0].PublicKey], role.Tally(metadata).SignedBy);
    }

    [Fact]
    public void One_changed_byte_is_refused_and_names_the_role_and_the_missing_key()
    {
        var role = Role([0], 1);
        var signature = Signature(Keys[0].PublicKey.Id.ToString(), Keys[0]);
        var tampered = UnverifiedMetadata.Parse("timestamp", CanonicalJson.Encode(new JsonObject
        {
            ["signatures"] = new JsonArray(signature),
            ["signed"] = new JsonObject { ["version"] = 8L },
        }));

        var refusal = Assert.Throws<TrustException>(() => role.Require(tampered));

        Assert.Equal(TrustFailure.ThresholdNotMet, refusal.Failure);
        Assert.Equal("SLP2001", refusal.Code);
        Assert.Equal("timestamp", refusal.Subject);
        Assert.Contains("0 of the 1 signatures", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Keys[0].PublicKey.Id.ToString(), refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_threshold_that_two_keys_cannot_meet_cannot_be_made(int threshold) =>
        Assert.Throws<ArgumentException>("threshold", () => Role([0, 1], threshold));

    [Fact]
    public void A_role_that_lists_a_key_twice_cannot_be_made() =>
        Assert.Throws<ArgumentException>("keys", () => Role([0, 0], 1));

    [Fact]
    public void A_role_is_rotated_by_another_key_or_another_threshold()
    {
        var role = Role([0, 1], 1);

        Assert.True(role.HasSameKeys(Role([1, 0], 1)));
        Assert.False(role.HasSameKeys(Role([0, 1], 2)));
        Assert.False(role.HasSameKeys(Role([0, 2], 1)));
        Assert.False(role.HasSameKeys(Role([0, 1, 2], 1)));
    }

    [Fact]
    public void A_key_that_is_named_and_not_given_cannot_sign_and_spoils_nothing()
    {
        var json = new JsonFields(new JsonObject { ["keyids"] = new JsonArray("there", "gone"), ["threshold"] = 1L });
        var role = RoleKeys.FromJson("timestamp", json, new Dictionary<string, VerificationKey> { ["there"] = Keys[0].PublicKey });

        var tally = role.Tally(Envelope(Signature("there", Keys[0]), Signature("gone", Keys[1])));

        Assert.Equal([Keys[0].PublicKey], tally.SignedBy);
        Assert.Empty(tally.NotSignedBy);
    }

    private static RoleKeys Role(int[] keys, int threshold) => new("timestamp", keys.Select(i => Keys[i].PublicKey), threshold);

    private static RoleKeys Role(int threshold, params (string Id, JsonObject Key)[] keys) => RoleKeys.FromJson(
        "stable",
        new JsonFields(new JsonObject { ["keyids"] = new JsonArray([.. keys.Select(key => (JsonNode)key.Id)]), ["threshold"] = (long)threshold }),
        keys.ToDictionary(key => key.Id, key => VerificationKey.FromJson(new JsonFields(key.Key))));

    private static UnverifiedMetadata SignedBy(int[] signers) =>
        UnverifiedMetadata.Parse("timestamp", RepositorySimulator.Sign(Signed, [.. signers.Select(i => Keys[i])]));

    private static UnverifiedMetadata Envelope(params JsonNode[] signatures) => UnverifiedMetadata.Parse(
        "timestamp", CanonicalJson.Encode(new JsonObject { ["signatures"] = new JsonArray(signatures), ["signed"] = Signed.DeepClone() }));

    private static JsonObject Signature(string id, Ed25519PrivateKey key)
    {
        var signature = RepositorySimulator.SignatureBy(key, Signed).AsObject();
        signature["keyid"] = id;
        return signature;
    }

    private static JsonObject Signature(string id, string hex) => new() { ["keyid"] = id, ["sig"] = hex };

    private static JsonObject KeyObject(string hex) =>
        new() { ["keytype"] = "ed25519", ["scheme"] = "ed25519", ["keyval"] = new JsonObject { ["public"] = hex } };
}
