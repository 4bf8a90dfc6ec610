using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Slipway.Agent.Device;

/// <summary>The releases that failed here, by the digests of their manifests (ATTACKS D4).</summary>
public sealed class Quarantine(DeviceLayout layout)
{
    private const string Format = "slipway-quarantine/1";

    // A device that refused more releases than this has forgotten the oldest long after they left every channel.
    private const int MaxReleases = 100;

    /// <summary>All of them, oldest first.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the file is damaged.</exception>
    public ImmutableArray<QuarantinedRelease> Read() =>
        StateFile.Read<object>(layout.Quarantine, Format, json => json.Objects("releases").Select(QuarantinedRelease.FromJson).ToImmutableArray())
            is ImmutableArray<QuarantinedRelease> releases
                ? releases
                : [];

    /// <summary>Adds a release, once. Durable when it returns.</summary>
    public async Task AddAsync(QuarantinedRelease release, CancellationToken cancellation)
    {
        var known = Read();
        if (known.Any(other => other.Digest == release.Digest))
        {
            return;
        }

        var kept = known.Add(release).TakeLast(MaxReleases).Select(JsonNode? (other) => other.ToJson());
        await StateFile.WriteAsync(layout.Quarantine, Format, new JsonObject { ["releases"] = new JsonArray([.. kept]) }, cancellation);
    }
}
