using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Agent.Tests.Installer;

/// <summary>Makes install.sh from the template as templates/installer/README.md says, with a script in the agent's place.</summary>
internal static class InstallerText
{
    public const string Agent = "#!/bin/sh\necho \"agent: $*\"\n";

    public static string TemplateFolder { get; } = FindTemplates();

    public static string Make(string file, string serviceKind = "systemd", string machine = "x86_64|aarch64|arm64", string agent = Agent, IReadOnlyDictionary<string, string>? other = null, byte[]? pack = null)
    {
        var payload = Compress(Encoding.UTF8.GetBytes(agent));
        var text = Template("install.sh");
        var values = Values(payload, pack ?? [], serviceKind, machine);
        foreach (var (placeholder, value) in other ?? values)
        {
            values[placeholder] = value;
        }

        foreach (var (placeholder, value) in values)
        {
            text = text.Replace(placeholder, value, StringComparison.Ordinal);
        }

        File.WriteAllBytes(file, [.. Encoding.UTF8.GetBytes(text), .. payload, .. pack ?? []]);
        return text;
    }

    public static string Template(string name) => File.ReadAllText(Path.Combine(TemplateFolder, name));

    private static Dictionary<string, string> Values(byte[] payload, byte[] pack, string serviceKind, string machine) => new()
    {
        ["@AGENT_SERVICE@"] = Unit("agent.service", serviceKind),
        ["@AGENT_TIMER@"] = Unit("agent.timer"),
        ["@CONFIRM_SERVICE@"] = Unit("confirm.service", serviceKind),
        ["@PRODUCT_SERVICE@"] = serviceKind == "systemd" ? Unit("product.service") : "",
        ["@TRUST_ANCHOR@"] = """{"signed":{"_type":"root","note":"$HOME `id` \\ '"}}""",
        ["@DEVICE_JSON@"] = """{"format":"slipway-device/1","product":"edge-agent"}""",
        ["@DEVICE_MODE@"] = "644",
        ["@PRODUCT@"] = "edge-agent",
        ["@ORGANIZATION@"] = "acme",
        ["@RID@"] = "linux-x64",
        ["@MACHINE@"] = machine,
        ["@CHANNEL@"] = "stable",
        ["@AGENT_VERSION@"] = "0.1.0",
        ["@SERVICE_KIND@"] = serviceKind,
        ["@SERVICE_UNIT@"] = serviceKind == "systemd" ? "edge-agent.service" : "",
        ["@PAYLOAD_SIZE@"] = $"{payload.Length}",
        ["@PAYLOAD_SHA256@"] = Convert.ToHexStringLower(SHA256.HashData(payload)),
        ["@PACK_SIZE@"] = $"{pack.Length}",
        ["@PACK_SHA256@"] = Convert.ToHexStringLower(SHA256.HashData(pack)),
        ["@LOADER@"] = "",
        ["@NEEDED_KB@"] = "1024",
        ["@SOURCE_TIME@"] = "1700000000",
        ["@SERVICE_STOP@"] = serviceKind == "command" ? "echo stopped in $SLIPWAY_BASE_DIR" : "",
    };

    public static string Unit(string name, string serviceKind = "systemd") => Template(name).TrimEnd()
        .Replace("@SANDBOX@", Template(serviceKind == "command" ? "agent.open" : "agent.sandbox").TrimEnd(), StringComparison.Ordinal)
        .Replace("@AFTER@", "edge-agent.service", StringComparison.Ordinal)
        .Replace("@PRODUCT@", "edge-agent", StringComparison.Ordinal)
        .Replace("@INTERVAL@", "1h", StringComparison.Ordinal)
        .Replace("@JITTER@", "15min", StringComparison.Ordinal)
        .Replace("@EXECUTABLE@", "edge-agent", StringComparison.Ordinal);

    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    private static string FindTemplates()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, "templates", "installer");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("The templates are not above the tests.");
    }
}
