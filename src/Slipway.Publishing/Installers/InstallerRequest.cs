using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Installers;

/// <summary>Which installer to make.</summary>
/// <param name="Channel">The channel that devices follow unless they are told another.</param>
/// <param name="Runtime">The devices' runtime.</param>
/// <param name="OutputFile">Where it goes.</param>
public sealed record InstallerRequest(ChannelName Channel, RuntimeId Runtime, string OutputFile)
{
    /// <summary>The agent program, or null for the one that came with Slipway.</summary>
    public string? AgentFile { get; init; }

    /// <summary>A pack of the channel that the installer carries, so that the first installation needs no network; or null.</summary>
    public string? PackFile { get; init; }

    /// <summary>Whether a signature is put beside it.</summary>
    public InstallerSigning Signing { get; init; }

    /// <summary>The product's program, relative to its folder, or null for what the channel's release makes plain.</summary>
    public string? Executable { get; init; }

    /// <summary>Between two checks, as systemd writes times.</summary>
    public string Interval { get; init; } = "1h";

    /// <summary>How far checks are spread over the fleet, as systemd writes times.</summary>
    public string Jitter { get; init; } = "15min";
}
