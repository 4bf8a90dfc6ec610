using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Installers;

/// <summary>An installer that was made.</summary>
/// <param name="File">The script.</param>
/// <param name="Digest">Its SHA-256 digest.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Channel">The channel that devices follow unless they are told another.</param>
/// <param name="Runtime">The devices' runtime.</param>
/// <param name="Signature">What is beside it, or null.</param>
public sealed record Installer(string File, Sha256Digest Digest, long Length, ChannelName Channel, RuntimeId Runtime, InstallerSignature? Signature);
