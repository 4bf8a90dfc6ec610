using System.Globalization;
using System.Text;

namespace Slipway.Testing.Servers;

/// <summary>The head of an HTTP/1.1 message, as it came.</summary>
/// <param name="Text">Its lines, with the empty one at the end.</param>
internal sealed record WireHead(string Text)
{
    private readonly string[] _lines = Text.Split("\r\n");

    /// <summary>The first line's words: method, target and version; or version, status and reason.</summary>
    public string[] Start => _lines[0].Split(' ', 3);

    /// <summary>The status of an answer.</summary>
    public int Status => int.Parse(Start[1], CultureInfo.InvariantCulture);

    /// <summary>How many bytes follow; <see langword="null"/> where that is not said.</summary>
    public long? Length => Find("Content-Length") is { } length ? long.Parse(length, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether what follows comes in chunks.</summary>
    public bool IsChunked => string.Equals(Find("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the sender waits to be asked for what follows.</summary>
    public bool ExpectsContinue => Find("Expect") is not null;

    /// <summary>As it is sent on.</summary>
    public ReadOnlyMemory<byte> Bytes => Encoding.Latin1.GetBytes(Text);

    private string? Find(string name) =>
        _lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
