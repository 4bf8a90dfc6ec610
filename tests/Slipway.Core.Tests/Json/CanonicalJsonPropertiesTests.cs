using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Slipway.Core.Tests.Fuzzing;
using Slipway.Json;

namespace Slipway.Core.Tests.Json;

public sealed class CanonicalJsonPropertiesTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void J1_what_is_written_is_read_as_the_same_document() => Fuzz.Check(Documents.Object, document =>
    {
        var read = StrictJson.ParseObject(CanonicalJson.EncodeFile(document));

        Assert.True(JsonNode.DeepEquals(document, read), document.ToJsonString());
    });

    [Fact]
    public void J1_the_form_of_a_form_is_itself() => Fuzz.Check(Documents.Object, document =>
    {
        var file = CanonicalJson.EncodeFile(document);

        Assert.Equal(file, CanonicalJson.EncodeFile(StrictJson.ParseObject(file)));
        Assert.Equal(CanonicalJson.Encode(document), CanonicalJson.Encode(StrictJson.ParseObject(file)));
    });

    [Fact]
    public void J1_layout_escapes_and_order_make_no_difference() => Fuzz.Check(Documents.Object, document =>
    {
        var canonical = CanonicalJson.Encode(document);

        foreach (var text in (string[])[document.ToJsonString(Indented), document.ToJsonString(Relaxed), Reversed(document)!.ToJsonString()])
        {
            Assert.Equal(canonical, CanonicalJson.Encode(StrictJson.ParseObject(Encoding.UTF8.GetBytes(text))));
        }
    });

    [Fact]
    public void J1_names_are_in_the_order_of_their_bytes() => Fuzz.Check(Documents.Object, document =>
    {
        var names = StrictJson.ParseObject(CanonicalJson.EncodeFile(document)).Select(field => Convert.ToHexString(Encoding.UTF8.GetBytes(field.Key))).ToList();

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    });

    [Fact]
    public void J1_two_documents_of_one_form_are_one_document() => Fuzz.Check(Documents.Object.Two(), pair =>
    {
        var (left, right) = pair;

        var isOneForm = CanonicalJson.Encode(left).AsSpan().SequenceEqual(CanonicalJson.Encode(right));

        Assert.Equal(JsonNode.DeepEquals(left, right), isOneForm);
    });

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Reverse().Select(field => KeyValuePair.Create(field.Key, Reversed(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reversed)]),
        _ => node?.DeepClone(),
    };
}
