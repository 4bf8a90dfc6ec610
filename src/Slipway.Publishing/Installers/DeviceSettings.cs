using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Installers;

/// <summary>The device.json that an installer carries, and how it starts the product.</summary>
internal sealed class DeviceSettings
{
    /// <summary>A field of slipway.json's <c>service</c> that is for the installer alone: the program of the unit that it writes.</summary>
    private const string ExecutableField = "exec";

    // ASCII only and on one line: the shell script that carries it is read by whatever locale a device has.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.Default, TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver };

    private readonly JsonObject _service;

    public DeviceSettings(ReleasePolicy policy, RuntimeId runtime)
    {
        _service = policy.Service?.DeepClone().AsObject() ?? new JsonObject { ["kind"] = "systemd" };
        Executable = _service[ExecutableField]?.GetValue<string>();
        BringsOwnUnit = _service.ContainsKey("unit") && Executable is null;
        _service.Remove(ExecutableField);
        if (Kind == "systemd" && !_service.ContainsKey("unit"))
        {
            _service["unit"] = $"{policy.Product}.service";
        }

        Json = ToJson(policy, runtime).ToJsonString(OneLine);
    }

    public string Json { get; }

    public string Kind => _service["kind"]?.GetValue<string>() ?? "systemd";

    public string Unit => _service["unit"]?.GetValue<string>() ?? "";

    public string? Executable { get; }

    /// <summary>Whether the unit that is named belongs to the device or the product, and is not ours to write.</summary>
    public bool BringsOwnUnit { get; }

    private JsonObject ToJson(ReleasePolicy policy, RuntimeId runtime) => new()
    {
        ["format"] = "slipway-device/1",
        ["product"] = policy.Product.ToString(),
        ["organization"] = policy.Organization.ToString(),
        ["rid"] = runtime.ToString(),
        ["repositories"] = new JsonArray([.. policy.RepositoryUrls.Select(url => (JsonNode)url.AbsoluteUri)]),
        ["service"] = _service.DeepClone(),
    };
}
