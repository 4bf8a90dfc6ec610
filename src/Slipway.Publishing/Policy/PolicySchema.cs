namespace Slipway.Publishing.Policy;

/// <summary>The JSON schema of slipway.json, draft 2020-12: editors complete, explain and check by it.</summary>
public static class PolicySchema
{
    /// <summary>The name of the file that lies beside slipway.json, whose first line refers to it. So it is found without a network.</summary>
    public const string FileName = "slipway.schema.json";

    /// <summary>What the first line of slipway.json says.</summary>
    public const string Reference = $"./{FileName}";

    /// <summary>The schema, in UTF-8.</summary>
    public static byte[] Read()
    {
        using var resource = typeof(PolicySchema).Assembly.GetManifestResourceStream(FileName)!;
        var schema = new byte[resource.Length];
        resource.ReadExactly(schema);
        return schema;
    }
}
