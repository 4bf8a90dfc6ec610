using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Testing.Fuzzing;

namespace Slipway.Core.Tests.Fuzzing;

/// <summary>What a later version adds to a file must outlive an earlier one that signs the file again.</summary>
public sealed class UnknownFieldsTests
{
    private const string Later = "x-of-a-later-version";

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    [InlineData("stable")]
    [InlineData("offer")]
    [InlineData("rollout")]
    [InlineData("manifest")]
    public void A_field_that_is_not_known_is_kept_wherever_it_stands(string reader)
    {
        var target = FuzzTargets.Named(reader);
        var places = Objects(Seed(target)).Count();

        for (var place = 0; place < places; place++)
        {
            var document = Seed(target);
            var at = Objects(document).ElementAt(place);
            if (TakesOnly(at))
            {
                continue;
            }

            // Digests are texts, known or not.
            at[Later] = at.GetPath().EndsWith(".hashes", StringComparison.Ordinal) ? "00" : new JsonObject { ["a"] = new JsonArray(1L, null) };
            var written = StrictJson.ParseObject(target.Write(CanonicalJson.EncodeFile(document)));

            Assert.True(JsonNode.DeepEquals(document, written), $"{at.GetPath()}: {written.ToJsonString()}");
        }
    }

    private static JsonObject Seed(FuzzTarget target) => StrictJson.ParseObject(target.Seeds[0]);

    /// <summary>Maps, whose names are no fields: their values must be what they list. And what a device judges or runs: it refuses what it does not understand.</summary>
    private static bool TakesOnly(JsonObject place) =>
        place.GetPath() is "$.targets" or "$.meta" or "$.keys" or "$.files" or "$.links" or "$.delegations.keys" or "$.health" or "$.hooks"
        || place.GetPath().StartsWith("$.hooks.", StringComparison.Ordinal);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Objects(field.Value)).Prepend(fields),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };
}
