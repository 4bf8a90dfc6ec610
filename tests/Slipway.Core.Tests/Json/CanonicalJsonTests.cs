using System.Text;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Core.Tests.Json;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : 2, "a" : [ true, false, null, -1 ], "C": {} , "d": [] }""", """{"C":{},"a":[true,false,null,-1],"b":2,"d":[]}""")]
    [InlineData("""{"a":"\u00e9\/\"\\"}""", """{"a":"é/\"\\"}""")]
    [InlineData("""{"a":"\n"}""", "{\"a\":\"\n\"}")]
    [InlineData("""{"\uffff":1,"\ud800\udc00":2,"~":3}""", "{\"~\":3,\"\uffff\":1,\"\ud800\udc00\":2}")]
    public void One_document_has_one_canonical_form(string text, string canonical)
    {
        var document = StrictJson.ParseObject(Encoding.UTF8.GetBytes(text));

        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Encode(document)));
    }

    [Theory]
    [InlineData("""{"a":"\n\u0000\u001f\u007f\"\\é"}""", "{\"a\":\"\\u000a\\u0000\\u001f\u007f\\\"\\\\é\"}")]
    [InlineData("""{"b":1,"a":[]}""", """{"a":[],"b":1}""")]
    public void A_file_is_canonical_but_for_control_characters_and_can_be_read_again(string text, string file)
    {
        var document = StrictJson.ParseObject(Encoding.UTF8.GetBytes(text));

        var bytes = CanonicalJson.EncodeFile(document);

        Assert.Equal(file, Encoding.UTF8.GetString(bytes));
        Assert.Equal(CanonicalJson.Encode(document), CanonicalJson.Encode(StrictJson.ParseObject(bytes)));
    }

    [Fact]
    public void A_number_that_is_no_integer_cannot_be_written() =>
        Assert.Throws<FormatException>(() => CanonicalJson.Encode(new JsonObject { ["a"] = 1.5 }));
}
