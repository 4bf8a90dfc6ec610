using System.Security.Cryptography;
using System.Text;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Releases;

/// <summary>What is mixed into the order in which devices get a release: one salt for each release and channel, the same whoever begins its rollout, and how often.</summary>
/// <remarks>It is no secret: devices read it. That it is derived lets a plan say who goes first before anything is signed.</remarks>
public static class RolloutSalt
{
    private const string Domain = "slipway-salt/1\n";
    private const int Bytes = 16;

    /// <summary>Hex of SHA256("slipway-salt/1\n" + product + "\n" + channel + "\n" + version)[0..16].</summary>
    public static string Of(SegmentName product, ChannelName channel, SemanticVersion version)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Domain}{product}\n{channel}\n{version}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, Bytes));
    }
}
