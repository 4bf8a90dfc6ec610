using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Core.Tests.Fuzzing;

/// <summary>Random documents that strict JSON can express.</summary>
internal static class Documents
{
    private const int MaxDepth = 4;

    /// <summary>Of all planes, with those that are easily mistaken more often.</summary>
    private static readonly Gen<Rune> Character = Gen.OneOf(
        Gen.Choose(0x20, 0x7e),
        Gen.Choose(0, 0x1f),
        Gen.Elements('"', '\\', '/', 0x7f, 0x80, 0x2028, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x10ffff),
        Gen.Choose(0x80, 0xd7ff)).Select(number => new Rune(number));

    private static readonly Gen<string> Text = Gen.ListOf(Character).Select(runes => string.Concat(runes.Take(12)));

    private static readonly Gen<long> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(number => (long)number),
        Gen.Elements(long.MinValue, long.MaxValue, int.MinValue, 1L + int.MaxValue));

    /// <summary>An object with anything in it.</summary>
    public static Gen<JsonObject> Object { get; } = Fields(MaxDepth);

    private static Gen<JsonObject> Fields(int depth) =>
        from names in Gen.ListOf(Text)
        from values in Gen.ArrayOf(Node(depth - 1), Math.Min(names.Count, 6))
        select new JsonObject(names.Distinct().Zip(values, KeyValuePair.Create));

    private static Gen<JsonNode?> Node(int depth) => depth == 0 ? Scalar() : Gen.OneOf(
        Scalar(),
        Fields(depth).Select(value => (JsonNode?)value),
        Gen.ArrayOf(Node(depth - 1), 3).Select(items => (JsonNode?)new JsonArray(items)));

    // New nodes each time: a node has one parent.
    private static Gen<JsonNode?> Scalar() => Gen.OneOf(
        Text.Select(text => (JsonNode?)text),
        Number.Select(number => (JsonNode?)number),
        Gen.Elements(true, false).Select(flag => (JsonNode?)flag),
        Gen.Choose(0, 0).Select(_ => (JsonNode?)null));
}
