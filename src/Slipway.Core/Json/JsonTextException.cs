using System.Text.Json;

namespace Slipway.Json;

/// <summary>A text is not strict JSON.</summary>
public sealed class JsonTextException(string message, long offset, Exception? innerException = null) : FormatException(message, innerException)
{
    /// <summary>The byte at which the token begins that cannot be.</summary>
    public long Offset { get; } = offset;

    /// <summary>What <paramref name="malformed"/> says, at the byte that it names.</summary>
    internal static JsonTextException Of(JsonException malformed, ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        for (var line = malformed.LineNumber ?? 0; line > 0; line--)
        {
            offset += utf8[offset..].IndexOf((byte)'\n') + 1;
        }

        return new JsonTextException($"not JSON: {malformed.Message}", offset + (malformed.BytePositionInLine ?? 0), malformed);
    }
}
