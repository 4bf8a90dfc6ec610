using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Fleets;

/// <summary>Reads lists of devices: JSON as fleet services answer it, or CSV.</summary>
/// <remarks>It is read as others write it: fields besides those that matter here are nobody's mistake.</remarks>
internal static class FleetList
{
    /// <summary>Bytes that a list may have: some 300,000 devices in JSON, 700,000 in CSV.</summary>
    public const int MaxBytes = 32 << 20;

    private const long MostDevices = 1_000_000_000_000;

    private static readonly string[] Columns = ["id", "channel", "rid", "version"];

    /// <summary>Reads <c>[{"version","count"}]</c>, <c>[{"id","channel","rid","version"}]</c>, or CSV with the header <c>id,channel,rid,version</c>.</summary>
    /// <param name="source">Where it is from, for people.</param>
    /// <param name="utf8">The list. No more of it is read than <see cref="MaxBytes"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FormatException">It is neither, lists a device twice, or is too long.</exception>
    public static async Task<Fleet> ReadAsync(string source, Stream utf8, CancellationToken cancellation)
    {
        // A pipe or a service does not say beforehand how much there will be.
        var bytes = await BeginningOf.ReadAsync(utf8, MaxBytes + 1, cancellation);
        if (bytes.Length > MaxBytes)
        {
            throw new FormatException($"it is longer than {MaxBytes >> 20} MiB: expected counts by version where there are so many devices");
        }

        var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\ufeff"u8) ? 3 : 0);
        var fleet = new FleetBuilder(source);
        if (text.Span.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..])
        {
            ReadJson(text, fleet);
        }
        else
        {
            ReadCsv(text, fleet);
        }

        return fleet.ToFleet();
    }

    private static void ReadJson(ReadOnlyMemory<byte> utf8, FleetBuilder fleet)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it is no JSON array: expected [{\"version\",\"count\"}, ...] or [{\"id\",\"channel\",\"rid\",\"version\"}, ...]");
            }

            foreach (var item in document.RootElement.EnumerateArray())
            {
                ReadItem(item, fleet);
            }
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"it is not JSON: {malformed.Message.TrimEnd('.')}", malformed);
        }
        catch (InvalidOperationException loneSurrogate)
        {
            throw new FormatException("a text in it is not Unicode", loneSurrogate);
        }
    }

    private static void ReadItem(JsonElement item, FleetBuilder fleet)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("an item of it is no object");
        }

        var id = TextOf(item, "id");
        if (id is null && !item.TryGetProperty("count", out _))
        {
            throw new FormatException("an item of it has neither \"id\" nor \"count\"");
        }

        fleet.Add(id, TextOf(item, "channel"), TextOf(item, "rid"), TextOf(item, "version"), id is null ? CountOf(item) : 1);
    }

    private static string? TextOf(JsonElement item, string name) => !item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"\"{name}\" of an item is no text");

    private static long CountOf(JsonElement item) =>
        item.GetProperty("count") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var count) && count is >= 0 and <= MostDevices
            ? count
            : throw new FormatException("\"count\" of an item is not a number of devices");

    private static void ReadCsv(ReadOnlyMemory<byte> utf8, FleetBuilder fleet)
    {
        using var lines = new StringReader(Encoding.UTF8.GetString(utf8.Span));
        var header = (lines.ReadLine() ?? "").Split(',', StringSplitOptions.TrimEntries);
        var places = Columns.Select(column => Array.IndexOf(header, column)).ToArray();
        if (places.Contains(-1))
        {
            throw new FormatException($"it is neither a JSON array nor CSV: expected the header {string.Join(",", Columns)}");
        }

        for (var number = 2; lines.ReadLine() is { } line; number++)
        {
            if (line.Length > 0)
            {
                ReadLine(line, number, header.Length, places, fleet);
            }
        }
    }

    private static void ReadLine(string line, int number, int width, int[] places, FleetBuilder fleet)
    {
        var values = line.Split(',', StringSplitOptions.TrimEntries);
        if (values.Length != width || line.Contains('"', StringComparison.Ordinal) || values[places[0]].Length == 0)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {number} of it is not {width} plain values with commas between them, the id among them"));
        }

        fleet.Add(values[places[0]], values[places[1]], values[places[2]], values[places[3]], 1);
    }
}
