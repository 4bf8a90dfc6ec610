using Slipway.Json;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Which version a timestamp claims to be, with nobody vouching for it: for telling an old copy from something else.</summary>
internal static class TimestampVersion
{
    public static long? TryRead(ReadOnlyMemory<byte> file)
    {
        try
        {
            return new JsonFields(StrictJson.ParseObject(file.Span)).Object("signed").Integer("version", min: 1);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
