using System.Globalization;
using System.Net;

namespace Slipway.Testing.Servers;

/// <summary>A bucket that serves whoever has a link, and answers 403 to everything else, also to what it does not have. Links are used up.</summary>
public sealed class PrivateBucket : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly Func<string, byte[]?> _read;
    private readonly Dictionary<int, int> _uses = [];
    private int _cuts;

    /// <param name="read">The bytes of an object, or null.</param>
    public PrivateBucket(Func<string, byte[]?> read)
    {
        _read = read;
        _server = new LoopbackServer(Answer);
    }

    /// <summary>A bucket of what is in a folder.</summary>
    public static PrivateBucket Of(string folder) =>
        new(path => Path.Combine(folder, path) is var file && File.Exists(file) ? File.ReadAllBytes(file) : null);

    public Uri Address => _server.Address;

    /// <summary>For how many requests a link is good.</summary>
    public int UsesOfLink { get; set; } = 1;

    /// <summary>How many links were made.</summary>
    public int Links => _uses.Count;

    /// <summary>After how many bytes of an object with <see cref="CutName"/> the connection is closed, the first time; null for never.</summary>
    public int? CutAfter { get; set; }

    /// <summary>A part of the name of the object that is cut.</summary>
    public string CutName { get; set; } = "";

    /// <summary>What was answered: path, first byte and status.</summary>
    public List<(string Path, int From, int Status)> Answers { get; } = [];

    /// <summary>The queries that came: each is a secret.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>Makes a link to an object.</summary>
    public Uri Sign(string path)
    {
        var number = _uses.Count + 1;
        _uses[number] = 0;
        return new Uri(Address, string.Create(CultureInfo.InvariantCulture, $"{path}?X-Signature=secret-{number}"));
    }

    public void Dispose() => _server.Dispose();

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.Url!.AbsolutePath[1..];
        var asked = request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        var from = asked;
        Queries.Add(request.Url.Query);
        var bytes = IsGood(request.Url.Query) ? _read(path) : null;
        response.StatusCode = bytes is null ? 403 : Describe(request, response, bytes, ref from);

        // Before a byte is sent: whoever has read an answer may ask at once what was answered.
        Answers.Add((path, asked, response.StatusCode));
        if (bytes is not null && response.StatusCode != 304)
        {
            Send(response, path, bytes.AsSpan(from));
        }
    }

    private bool IsGood(string query)
    {
        const string Start = "?X-Signature=secret-";
        if (!query.StartsWith(Start, StringComparison.Ordinal))
        {
            return false;
        }

        var number = int.Parse(query[Start.Length..], CultureInfo.InvariantCulture);
        return ++_uses[number] <= UsesOfLink;
    }

    /// <summary>Sets the headers, and the first byte that is sent.</summary>
    /// <returns>The status.</returns>
    private static int Describe(HttpListenerRequest request, HttpListenerResponse response, byte[] bytes, ref int from)
    {
        var tag = $"\"{Sha256Digest.Of(bytes)}\"";
        response.AddHeader("ETag", tag);
        if (request.Headers["If-None-Match"] == tag)
        {
            return 304;
        }

        if (from > 0 && (request.Headers["If-Range"] ?? tag) == tag)
        {
            response.AddHeader("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}"));
            return 206;
        }

        from = 0;
        return 200;
    }

    private void Send(HttpListenerResponse response, string path, ReadOnlySpan<byte> bytes)
    {
        response.ContentLength64 = bytes.Length;
        if (CutAfter is { } cut && path.Contains(CutName, StringComparison.Ordinal) && _cuts++ == 0)
        {
            response.OutputStream.Write(bytes[..cut]);
            response.OutputStream.Flush();

            // Whoever reads has to have what was sent before the connection goes.
            Thread.Sleep(20);
            response.Abort();
            return;
        }

        response.OutputStream.Write(bytes);
    }
}
