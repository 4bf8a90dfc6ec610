using System.Globalization;
using System.Text;

namespace Slipway.Testing.Faults;

/// <summary>Something that a server, or what is between it and a device, does to an answer.</summary>
/// <param name="Name">What it is.</param>
/// <param name="AnswerAsync">Does it.</param>
public sealed record NetworkFault(string Name, Func<FaultExchange, Task> AnswerAsync)
{
    private const long Endless = 1L << 40;

    /// <summary>Every fault that ends by itself.</summary>
    public static IReadOnlyList<NetworkFault> All { get; } =
    [
        new("closes without a word", _ => Task.CompletedTask),
        new("closes inside the status", exchange => exchange.SendAsync("HTTP/1.1 20"u8.ToArray())),
        new("closes inside the head", exchange => exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Le"u8.ToArray())),
        new("closes after the head", exchange => exchange.SendHeadAsync("200 OK", FaultExchange.Length(1000))),
        new("cuts the file in the middle", exchange => CutAsync(exchange, LengthOf(exchange) / 2)),
        new("cuts the last byte", exchange => CutAsync(exchange, LengthOf(exchange) - 1)),
        new("sends a file that is shorter, and says so", exchange => SendAsync(exchange, Bytes(exchange)[..(LengthOf(exchange) / 2)])),
        new("sends an empty file", exchange => SendAsync(exchange, [])),
        new("sends a file that is longer, and says so", exchange => SendAsync(exchange, [.. Bytes(exchange), 1])),
        new("sends another file of that length", exchange => SendAsync(exchange, [.. Bytes(exchange).Select(value => (byte)(value ^ 1))])),
        new("states a length that is too short", exchange => SendAsync(exchange, Bytes(exchange), LengthOf(exchange) - 1)),
        new("states a length that is too long", exchange => SendAsync(exchange, Bytes(exchange), LengthOf(exchange) + 1)),
        new("states no length, and cuts", async exchange =>
        {
            await exchange.SendHeadAsync("200 OK");
            await exchange.SendAsync(Bytes(exchange).AsMemory(0, LengthOf(exchange) / 2));
        }),
        new("states a negative length", exchange => SendAsync(exchange, Bytes(exchange), -1)),
        new("states an absurd length", exchange => SendAsync(exchange, Bytes(exchange), Endless)),
        new("sends chunks without an end", exchange => FloodAsync(exchange, isChunked: true)),
        new("sends bytes without an end", exchange => FloodAsync(exchange, isChunked: false)),
        new("sends a chunk that is no chunk", async exchange =>
        {
            await exchange.SendHeadAsync("200 OK", "Transfer-Encoding: chunked");
            await exchange.SendAsync("zz\r\nnothing\r\n"u8.ToArray());
        }),
        new("speaks another protocol", exchange => exchange.SendAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray())),
        new("sends a head without an end", async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
            for (var i = 0; i < 4_000; i++)
            {
                await exchange.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"X-{i}: {new string('x', 100)}\r\n")));
            }
        }),
        new("sends headers that are none", exchange => exchange.SendAsync("HTTP/1.1 200 OK\r\n\u0001\u0002: \r\n: x\r\nContent-Length: x\r\n\r\n"u8.ToArray())),
        new("redirects to another server", exchange => exchange.SendHeadAsync("302 Found", "Location: http://example.invalid/", "Content-Length: 0")),
        new("redirects to itself", exchange => exchange.SendHeadAsync("301 Moved Permanently", $"Location: /{exchange.Path}", "Content-Length: 0")),
        new("says that nothing has changed", exchange => exchange.SendHeadAsync("304 Not Modified")),
        new("sends a part that nobody asked for", async exchange =>
        {
            await exchange.SendHeadAsync("206 Partial Content", FaultExchange.Length(1), "Content-Range: bytes 5-5/1000");
            await exchange.SendAsync(new byte[] { 1 });
        }),
        new("says that there is no content", exchange => exchange.SendHeadAsync("204 No Content")),
        new("answers 403 to everything", exchange => exchange.SendHeadAsync("403 Forbidden", "Content-Length: 0")),
        new("answers 404 to everything", exchange => exchange.SendHeadAsync("404 Not Found", "Content-Length: 0")),
        new("answers 416", exchange => exchange.SendHeadAsync("416 Range Not Satisfiable", "Content-Length: 0")),
        new("answers 429", exchange => exchange.SendHeadAsync("429 Too Many Requests", "Retry-After: 99999", "Content-Length: 0")),
        new("answers 500", exchange => exchange.SendHeadAsync("500 Internal Server Error", "Content-Length: 0")),
        new("answers 503", exchange => exchange.SendHeadAsync("503 Service Unavailable", "Retry-After: 99999", "Content-Length: 0")),
        new("answers with a page of a hotel", async exchange =>
        {
            var page = "<html>Please log in</html>"u8.ToArray();
            await exchange.SendHeadAsync("200 OK", FaultExchange.Length(page.Length), "Content-Type: text/html");
            await exchange.SendAsync(page);
        }),
    ];

    /// <summary>Sends so much of the file, of which it states the whole length, and closes.</summary>
    public static async Task CutAsync(FaultExchange exchange, int count)
    {
        await exchange.SendHeadAsync("200 OK", FaultExchange.Length(LengthOf(exchange)));
        await exchange.SendAsync(Bytes(exchange).AsMemory(0, Math.Clamp(count, 0, LengthOf(exchange))));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static byte[] Bytes(FaultExchange exchange) => exchange.File ?? [];

    private static int LengthOf(FaultExchange exchange) => Bytes(exchange).Length;

    private static async Task SendAsync(FaultExchange exchange, byte[] bytes, long? length = null)
    {
        await exchange.SendHeadAsync("200 OK", FaultExchange.Length(length ?? bytes.Length));
        await exchange.SendAsync(bytes);
    }

    // Until whoever reads it hangs up.
    private static async Task FloodAsync(FaultExchange exchange, bool isChunked)
    {
        var piece = new byte[4096];
        await exchange.SendHeadAsync("200 OK", isChunked ? ["Transfer-Encoding: chunked"] : []);
        while (true)
        {
            await exchange.SendAsync(isChunked ? [.. "1000\r\n"u8, .. piece, .. "\r\n"u8] : piece);
        }
    }
}
