using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Testing.Faults;

/// <summary>One request, and the raw connection to answer it on.</summary>
/// <param name="Path">The file that is asked for, below the repository, with slashes.</param>
/// <param name="Head">The request's head.</param>
/// <param name="File">What an honest server would send; null when there is no such file.</param>
/// <param name="Connection">Where the answer goes.</param>
public sealed record FaultExchange(string Path, string Head, byte[]? File, NetworkStream Connection)
{
    /// <summary>From which byte on the file is asked for; 0 for all of it.</summary>
    public int From { get; } = FindFrom(Head);

    /// <summary>Sends the head of an answer.</summary>
    public Task SendHeadAsync(string status, params string[] headers) =>
        SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n"));

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => Connection.WriteAsync(bytes).AsTask();

    /// <summary>Answers as it should be.</summary>
    public async Task AnswerAsync()
    {
        if (File is null)
        {
            await SendHeadAsync("404 Not Found", "Content-Length: 0");
        }
        else if (From > 0 && From < File.Length)
        {
            await SendHeadAsync("206 Partial Content", Length(File.Length - From), string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {From}-{File.Length - 1}/{File.Length}"));
            await SendAsync(File.AsMemory(From));
        }
        else
        {
            await SendHeadAsync("200 OK", Length(File.Length));
            await SendAsync(File);
        }
    }

    /// <summary>The header that states a length.</summary>
    public static string Length(long length) => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}");

    private static int FindFrom(string head)
    {
        const string Range = "Range: bytes=";
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Range, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
    }
}
