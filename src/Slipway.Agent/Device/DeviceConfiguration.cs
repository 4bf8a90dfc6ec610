using System.Collections.Immutable;
using Slipway.Agent.Holds;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Health;
using Slipway.Json;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Device;

/// <summary>What the installer told this device: <c>device.json</c> and the <c>channel</c> file.</summary>
public sealed class DeviceConfiguration
{
    /// <summary>The format that device.json names.</summary>
    public const string Format = "slipway-device/1";

    private const int MaxDeviceIdLength = 128;

    private const int DefaultAttempts = 3;

    /// <summary>The product that runs here.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Whose product it is.</summary>
    public required SegmentName Organization { get; init; }

    /// <summary>Which of a release's bundles is for this device.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>Copies of the one repository, in the order in which they are asked.</summary>
    public required ImmutableArray<RepositoryAddress> Repositories { get; init; }

    /// <summary>Which other servers may serve them.</summary>
    public RedirectHosts RedirectHosts { get; init; } = RedirectHosts.None;

    /// <summary>The program that makes links to files that not everybody may read, and its arguments; empty where none does.</summary>
    public ImmutableArray<string> LinkCommand { get; init; } = [];

    /// <summary>Which channel it follows.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The configured identity; null when it follows from the machine.</summary>
    public string? DeviceId { get; init; }

    /// <summary>How the product is started and stopped.</summary>
    public ServiceSettings Service { get; init; } = ServiceSettings.None;

    /// <summary>How it may use the network.</summary>
    public DownloadSettings Download { get; init; } = DownloadSettings.Unlimited;

    /// <summary>What replaces the contract of every manifest; null when the manifest's holds.</summary>
    public HealthContract? Health { get; init; }

    /// <summary>When updates may be installed; null for always.</summary>
    public MaintenanceWindow? Maintenance { get; init; }

    /// <summary>What <c>verify</c> does about a running version that is damaged.</summary>
    public VerificationSettings Verification { get; init; } = VerificationSettings.Default;

    /// <summary>How many probations of a release may be begun: one that takes the device down with it never comes to a verdict.</summary>
    public int MaxAttempts { get; init; } = DefaultAttempts;

    /// <summary>Reads both files.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: a file is missing or says something that cannot be.</exception>
    public static DeviceConfiguration Read(DeviceLayout layout)
    {
        try
        {
            var json = new JsonFields(StrictJson.ParseObject(File.ReadAllBytes(layout.Configuration)));
            return FromJson(json, ReadChannel(layout));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DeviceException(DeviceFailure.Configuration, $"{layout.Configuration} does not exist.", missing)
            {
                Hint = "Run the product's install.sh, or name the product's folder with --base-dir DIR.",
            };
        }
        catch (FormatException malformed)
        {
            throw new DeviceException(DeviceFailure.Configuration, $"{layout.Configuration} or {layout.Channel} cannot be used: {malformed.Message.TrimEnd('.')}.", malformed)
            {
                Hint = "Correct it, or run the product's install.sh again.",
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Configuration, $"{layout.Configuration} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <exception cref="FormatException">A field is missing, of another kind, or says something that cannot be.</exception>
    internal static DeviceConfiguration FromJson(JsonFields json, ChannelName channel) =>
        json.Text("format") is var found && found == Format ? ReadFields(json, channel) : throw json.Refuse("format", $"'{found}'", $"'{Format}'");

    private static DeviceConfiguration ReadFields(JsonFields json, ChannelName channel) => new()
    {
        Product = SegmentName.Parse(json.Text("product")),
        Organization = SegmentName.Parse(json.Text("organization")),
        Runtime = RuntimeId.Parse(json.Text("rid")),
        Repositories = ReadRepositories(json),
        RedirectHosts = json.OptionalTexts("redirect_hosts", RedirectHosts.Parse),
        LinkCommand = [.. json.OptionalCommand("link_command")],
        Channel = channel,
        DeviceId = ReadDeviceId(json),
        Service = ServiceSettings.FromJson(json.Object("service")),
        Maintenance = json.OptionalObject("maintenance") is { } window ? MaintenanceWindow.FromJson(window) : null,
        Verification = json.OptionalObject("verify") is { } verify ? VerificationSettings.FromJson(verify) : VerificationSettings.Default,
        Download = json.OptionalObject("download") is { } download ? DownloadSettings.FromJson(download) : DownloadSettings.Unlimited,
        Health = json.OptionalObject("health") is { } health ? HealthContract.FromJson(health) : null,
        MaxAttempts = (int)(json.OptionalInteger("max_attempts", 1, 10) ?? DefaultAttempts),
    };

    private static ChannelName ReadChannel(DeviceLayout layout) =>
        File.Exists(layout.Channel) ? ChannelName.Parse(File.ReadAllText(layout.Channel).Trim()) : ChannelName.Default;

    private static ImmutableArray<RepositoryAddress> ReadRepositories(JsonFields json) =>
        json.Texts("repositories").Count > 0
            ? json.OptionalTexts("repositories", texts => texts.Select(RepositoryAddress.Parse).ToImmutableArray())
            : throw json.Refuse("repositories", "empty", "at least one address");

    private static string? ReadDeviceId(JsonFields json)
    {
        if (json.OptionalText("device_id") is not { } id)
        {
            return null;
        }

        return id.Length is > 0 and <= MaxDeviceIdLength && id.All(c => c is > ' ' and <= '~')
            ? id
            : throw json.Refuse("device_id", $"'{id}'", $"1 to {MaxDeviceIdLength} printable ASCII characters without spaces");
    }
}
