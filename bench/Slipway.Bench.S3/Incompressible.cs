using System.Security.Cryptography;

namespace Slipway.Bench.S3;

/// <summary>Files that no compression makes smaller, so that as many bytes are sent as there are.</summary>
internal static class Incompressible
{
    private const int BlockBytes = 1_000_000;

    public static async Task WriteAsync(string path, long length)
    {
        await using var file = File.Create(path);
        for (var left = length; left > 0; left -= BlockBytes)
        {
            await file.WriteAsync(RandomNumberGenerator.GetBytes((int)Math.Min(left, BlockBytes)));
        }
    }
}
