using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Stores.S3;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Installers;

/// <summary>The device.json that an installer carries.</summary>
internal static class DeviceSettings
{
    /// <summary>ASCII only and on one line: the shell script that carries it is read under whatever locale a device has.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.InstallerIncomplete"/>: devices cannot read the store's own address, and no other one is said.</exception>
    public static string Write(ReleasePolicy policy, RuntimeId runtime)
    {
        var json = new JsonObject
        {
            ["format"] = "slipway-device/1",
            ["product"] = policy.Product.ToString(),
            ["organization"] = policy.Organization.ToString(),
            ["rid"] = runtime.ToString(),
            ["repositories"] = Array(ReadUrls(policy).Select(url => url.Text)),
            ["service"] = policy.Service.ToJson(policy.Product.ToString()),
        };
        if (!policy.RedirectHosts.Texts.IsEmpty)
        {
            json["redirect_hosts"] = Array(policy.RedirectHosts.Texts);
        }

        if (!policy.LinkCommand.IsEmpty)
        {
            json["link_command"] = Array(policy.LinkCommand);
        }

        return json.ToJsonString();
    }

    /// <summary>Its mode on a device: an address may hold a token.</summary>
    public static string ModeOf(ReleasePolicy policy) => ReadUrls(policy).Any(url => url.MayHoldSecret) ? "600" : "644";

    private static ImmutableArray<RepositoryAddress> ReadUrls(ReleasePolicy policy) => policy.RepositoryUrls is { IsEmpty: false } urls
        ? urls
        : throw new InputException(InputFailure.InstallerIncomplete, $"Devices do not read the store at {policy.Store}, and it is not said what they read.")
        {
            Hint = $"Say it in slipway.json, as \"device_urls\": [\"{PublicAddress(policy)}\"] for example: docs/delivery.md.",
        };

    /// <summary>What it is if everybody may read the bucket.</summary>
    private static string PublicAddress(ReleasePolicy policy) =>
        policy.Store.Scheme == S3Address.Scheme ? S3Address.Parse(policy.Store).WebAddress(policy.S3) : "https://...";

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
