using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Installers;

/// <summary>The device.json that an installer carries.</summary>
internal static class DeviceSettings
{
    /// <summary>ASCII only and on one line: the shell script that carries it is read under whatever locale a device has.</summary>
    public static string Write(ReleasePolicy policy, RuntimeId runtime) => new JsonObject
    {
        ["format"] = "slipway-device/1",
        ["product"] = policy.Product.ToString(),
        ["organization"] = policy.Organization.ToString(),
        ["rid"] = runtime.ToString(),
        ["repositories"] = new JsonArray([.. policy.RepositoryUrls.Select(url => (JsonNode)url.AbsoluteUri)]),
        ["service"] = policy.Service.ToJson(policy.Product.ToString()),
    }.ToJsonString();
}
