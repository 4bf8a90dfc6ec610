using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Channels;

/// <summary>A device's place in the order in which a release goes out.</summary>
public static class Cohort
{
    private const string Domain = "slipway-cohort/1\n";

    /// <summary>The device's bucket, 0 to 9999: it is in when its bucket is below the rollout's permyriad.</summary>
    /// <remarks>BE64(SHA256("slipway-cohort/1\n" + salt + "\n" + device id)[0..8]) mod 10000: even over devices, and new with each salt.</remarks>
    public static int BucketOf(string deviceId, string salt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Domain}{salt}\n{deviceId}"));
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Rollout.Everyone);
    }
}
