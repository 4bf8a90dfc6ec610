using Slipway.Json;
using Slipway.Publishing.Fleets;

namespace Slipway.Publishing.Policy;

/// <summary>Who knows the devices: <c>fleet</c> in slipway.json.</summary>
/// <param name="Url">The service, or a file beside slipway.json.</param>
public sealed record FleetPolicy(FleetAddress Url)
{
    private const string VariablePrefix = "env:";

    /// <summary>The environment variable with the token that the service wants, or null.</summary>
    public string? TokenVariable { get; init; }

    /// <exception cref="FormatException">A field is unknown, missing or of another kind.</exception>
    internal static FleetPolicy FromJson(JsonFields json)
    {
        json.RequireOnly("url", "token");
        return new FleetPolicy(json.Text("url", FleetAddress.Parse))
        {
            TokenVariable = json.OptionalText("token") switch
            {
                null => null,
                var text when text.StartsWith(VariablePrefix, StringComparison.Ordinal) && text.Length > VariablePrefix.Length => text[VariablePrefix.Length..],
                _ => throw json.Refuse("token", "something else", "env:NAME, where the environment variable NAME holds the token"),
            },
        };
    }
}
