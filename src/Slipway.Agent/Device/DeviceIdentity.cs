using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>The name by which a device takes its place in rollouts and reports.</summary>
/// <remarks>
/// Configured, else derived from the machine's id, else generated once. The machine's own id is a secret of the machine
/// (machine-id(5)): it is hashed with an id of this program, as <c>systemd-id128 machine-id --app-specific</c> does.
/// </remarks>
public static class DeviceIdentity
{
    // Slipway's application id. Never to be changed: it would make every device a stranger.
    private static readonly byte[] ApplicationId = Convert.FromHexString("0e14272ef7834f1bbcc65dfd3f2e047a");

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The identity; a generated one is written to the state folder and stays.</summary>
    /// <param name="layout">The device.</param>
    /// <param name="configured">What device.json says, or null.</param>
    /// <param name="machineIdFile">Normally <c>/etc/machine-id</c>.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task<string> ReadAsync(DeviceLayout layout, string? configured, string machineIdFile, CancellationToken cancellation)
    {
        if ((configured ?? ReadHex(layout.DeviceId)) is { } known)
        {
            return known;
        }

        if (ReadHex(machineIdFile) is { } machineId)
        {
            return FromMachineId(machineId);
        }

        var generated = RandomNumberGenerator.GetHexString(32, lowercase: true);
        MissingFolder.Make(layout.State);
        await AtomicFile.WriteAsync(layout.DeviceId, Encoding.ASCII.GetBytes(generated + "\n"), cancellation);
        return generated;
    }

    /// <summary>Hides <paramref name="machineId"/> (32 hex digits) behind an HMAC and shapes the result as a version 4 UUID.</summary>
    internal static string FromMachineId(string machineId)
    {
        var id = HMACSHA256.HashData(Convert.FromHexString(machineId), ApplicationId).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0f) | 0x40);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>The 32 hex digits in a file; null when it is missing or holds something else, such as <c>uninitialized</c>.</summary>
    private static string? ReadHex(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var text = File.ReadAllText(file).Trim();
        return text.Length == 32 && !text.AsSpan().ContainsAnyExcept(LowerHex) && text.AsSpan().ContainsAnyExcept('0') ? text : null;
    }
}
