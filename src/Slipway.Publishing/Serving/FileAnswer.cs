using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Publishing.Serving;

/// <summary>Answers one request for a file (RFC 9110: entity tags §8.8.3, conditions §13, ranges §14).</summary>
internal sealed class FileAnswer(HttpListenerRequest request, HttpListenerResponse response)
{
    /// <summary>Sends the file below <paramref name="root"/> that the request names, or says that there is none.</summary>
    public async Task SendAsync(string root)
    {
        if (request.HttpMethod is not ("GET" or "HEAD"))
        {
            response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
            return;
        }

        if (Resolve(root) is not { } file)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        // Asked of the open file: by its name another one may be found by now, and its tag would name these bytes.
        var tag = $"\"{File.GetLastWriteTimeUtc(content.SafeFileHandle).Ticks:x}-{content.Length:x}\"";
        response.Headers[HttpResponseHeader.ETag] = tag;
        response.Headers[HttpResponseHeader.AcceptRanges] = "bytes";
        response.ContentType = file.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/octet-stream";
        if (request.Headers["If-None-Match"] == tag)
        {
            response.StatusCode = (int)HttpStatusCode.NotModified;
            return;
        }

        await SendAsync(content);
    }

    private async Task SendAsync(FileStream content)
    {
        var (first, last) = ReadRange(content.Length);
        if (first > last && content.Length > 0)
        {
            response.StatusCode = (int)HttpStatusCode.RequestedRangeNotSatisfiable;
            response.Headers[HttpResponseHeader.ContentRange] = $"bytes */{content.Length}";
            return;
        }

        response.ContentLength64 = last - first + 1;
        if (request.HttpMethod == "HEAD")
        {
            return;
        }

        content.Position = first;
        var buffer = new byte[64 * 1024];
        for (var left = response.ContentLength64; left > 0;)
        {
            var count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)));
            await response.OutputStream.WriteAsync(buffer.AsMemory(0, count));
            left = count > 0 ? left - count : 0;
        }
    }

    private (long First, long Last) ReadRange(long length)
    {
        if (!RangeHeaderValue.TryParse(request.Headers["Range"], out var header) || header.Ranges.Count != 1 || header.Ranges.First() is not { From: { } first } range)
        {
            return (0, length - 1);
        }

        var last = Math.Min(range.To ?? long.MaxValue, length - 1);
        if (first <= last)
        {
            response.StatusCode = (int)HttpStatusCode.PartialContent;
            response.Headers[HttpResponseHeader.ContentRange] = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{length}");
        }

        return (first, last);
    }

    /// <summary>A file below the root, reached through plain names only.</summary>
    private string? Resolve(string root)
    {
        var names = request.Url!.AbsolutePath.TrimStart('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var isPlain = names.All(name => name.Length > 0 && name[0] != '.' && name.AsSpan().IndexOfAny('/', '\\', '\0') < 0);
        var file = isPlain ? Path.Combine([root, .. names]) : null;
        return File.Exists(file) ? file : null;
    }
}
