using System.Text.Json;

namespace Slipway.Health;

/// <summary>What the service says about itself.</summary>
/// <remarks>
/// It comes from the application, so it is read leniently (decimals, any further fields) but bounded. It decides about health, never about trust.
/// </remarks>
public sealed class HealthDocument
{
    /// <summary>The longest document, in bytes. A longer one is refused.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    private readonly JsonElement _root;

    private HealthDocument(JsonElement root) => _root = root;

    /// <exception cref="FormatException">The text is too long or not a JSON object.</exception>
    public static HealthDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new FormatException($"the document has more than {MaxBytes} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new HealthDocument(document.RootElement.Clone())
                : throw new FormatException("the document is not a JSON object");
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"the document is not JSON: {malformed.Message}", malformed);
        }
    }

    /// <summary>The scalar at the end of a chain of field names, or null.</summary>
    internal HealthValue? Find(ReadOnlySpan<string> segments)
    {
        var element = _root;
        foreach (var segment in segments)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(segment, out element))
            {
                return null;
            }
        }

        return HealthValue.From(element);
    }
}
