using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Publishing.GitHub;

/// <summary><c>make_latest</c> is one of three words.</summary>
internal sealed class QuotedBoolean : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) => writer.WriteStringValue(value == true ? "true" : "false");
}
