using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Health;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Bundling;

/// <summary>A bundle comes from where code of others was run to build it, and says itself what it is: whoever lends it a key may say what it has to be.</summary>
internal static class SignRules
{
    /// <exception cref="InputException">SLP1035: it is another release. SLP1063: it is another product's than slipway.json's, or devices would run hooks, or ask for health, that it does not name.</exception>
    public static void Require(SignRequest request, Manifest manifest)
    {
        RequireSame("product", request.Product, manifest.Product);
        RequireSame("version", request.Version, manifest.Version);
        RequireSame("runtime", request.Runtime, manifest.Runtime);
        if (request.Policy is { } policy)
        {
            RequireProduct(request.Product ?? policy.Product, manifest.Product);
            RequireSame("health", (policy.Health ?? HealthContract.Default).ToJson(), manifest.Health?.ToJson());
            RequireSame("hooks", policy.Hooks?.ToJson(), manifest.Hooks?.ToJson());
        }
    }

    private static void RequireSame<T>(string what, T? expected, T found)
        where T : class
    {
        if (expected is not null && !expected.Equals(found))
        {
            throw new InputException(InputFailure.OptionInvalid, $"The {what} of the bundle is {found}: expected {expected}. It was not signed.")
            {
                Hint = "It is another bundle than the one that was meant, or the option is wrong.",
            };
        }
    }

    private static void RequireProduct(SegmentName expected, SegmentName found)
    {
        if (found != expected)
        {
            throw new InputException(InputFailure.PolicyForbids, $"The bundle is {found}: expected {expected}, the product of {ReleasePolicy.FileName}. It was not signed.")
            {
                Hint = "Where it was meant, --product says so.",
            };
        }
    }

    private static void RequireSame(string field, JsonObject? expected, JsonObject? found)
    {
        if (!JsonNode.DeepEquals(expected, found))
        {
            throw new InputException(InputFailure.PolicyForbids, $"The bundle has other {field} than {ReleasePolicy.FileName}: {found?.ToJsonString() ?? "none"}, expected {expected?.ToJsonString() ?? "none"}. It was not signed.")
            {
                Hint = $"Pack it with this {ReleasePolicy.FileName}. If it was, somebody changed it since.",
            };
        }
    }
}
