using System.Text;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Repository;

/// <summary>
/// A copy of the small files that a publisher reads, in one object beside the snapshot they belong to. Where every request is a way to a
/// server, a state so costs one instead of one a role and offer, and the time in which somebody else can be faster is as much shorter.
/// </summary>
/// <remarks>Nobody signs it and nobody trusts it: what it holds is verified like what the store holds, which is asked for whatever it lacks. Devices never look at it.</remarks>
internal static class Gathering
{
    /// <summary>Where they lie.</summary>
    public const string Folder = "gathered/";

    /// <summary>Bytes. A repository with more is read file by file.</summary>
    public const int MaxBytes = 8_000_000;

    private const string Format = "slipway-gathering/1";

    /// <summary>The gathering that belongs to a snapshot.</summary>
    public static string PathOf(long snapshot) => $"{Folder}{snapshot}.json";

    /// <summary>Reads the files of a gathering, by their places in the repository. One that is missing or no gathering holds none.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    public static async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(IReleaseStore store, long snapshot, CancellationToken cancellation)
    {
        await using var stream = await store.OpenAsync(PathOf(snapshot), cancellation);
        var bytes = stream is null ? [] : await BeginningOf.ReadAsync(stream, MaxBytes + 1, cancellation);
        return bytes.Length is 0 or > MaxBytes ? NoFiles : Parse(bytes);
    }

    /// <summary>Puts a gathering beside its snapshot. Who made the snapshot too has put the same files there.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/> or <see cref="StoreFailure.Full"/>.</exception>
    public static async Task WriteAsync(IReleaseStore store, long snapshot, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files, CancellationToken cancellation)
    {
        var texts = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Encoding.UTF8.GetString(file.Value.Span)));
        var bytes = Encoding.UTF8.GetBytes(new JsonObject { ["format"] = Format, ["files"] = new JsonObject(texts) }.ToJsonString());
        if (bytes.Length <= MaxBytes)
        {
            await store.CreateAsync(PathOf(snapshot), StoreContent.Of(bytes), cancellation);
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> NoFiles => [];

    private static Dictionary<string, ReadOnlyMemory<byte>> Parse(byte[] bytes)
    {
        try
        {
            var json = new JsonFields(StrictJson.ParseObject(bytes));
            var files = json.Object("files");
            return json.Text("format") == Format
                ? files.Names.ToDictionary(path => path, path => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(files.Text(path)), StringComparer.Ordinal)
                : NoFiles;
        }
        catch (FormatException)
        {
            // The store holds the files themselves.
            return NoFiles;
        }
    }
}
