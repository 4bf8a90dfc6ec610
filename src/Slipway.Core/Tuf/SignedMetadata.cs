using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Tuf;

/// <summary>A role's file as it is published: one line of JSON with <c>signatures</c> and <c>signed</c>.</summary>
public sealed class SignedMetadata
{
    private SignedMetadata(string role, long version, byte[] bytes)
    {
        Role = role;
        Version = version;
        Bytes = bytes;
    }

    /// <summary>The role.</summary>
    public string Role { get; }

    /// <summary>The version of the metadata.</summary>
    public long Version { get; }

    /// <summary>The file, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Signs <paramref name="metadata"/> with each of <paramref name="signers"/>. Whether they suffice is not asked here.</summary>
    public static async Task<SignedMetadata> SignAsync(
        string role, Metadata metadata, IEnumerable<ISigner> signers, CancellationToken cancellation)
    {
        var signed = metadata.ToJson();
        var payload = CanonicalJson.Encode(signed);
        var signatures = new JsonArray();
        foreach (var signer in signers.DistinctBy(signer => signer.PublicKey.Id))
        {
            var signature = await signer.SignAsync(payload, cancellation);
            signatures.Add((JsonNode)new JsonObject
            {
                ["keyid"] = signer.PublicKey.Id.ToString(),
                ["sig"] = Convert.ToHexStringLower(signature),
            });
        }

        var envelope = new JsonObject { ["signatures"] = signatures, ["signed"] = signed };
        return new SignedMetadata(role, metadata.Version, CanonicalJson.EncodeFile(envelope));
    }
}
