using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Fleets;

/// <summary>Collects what a list says of devices. What one of them says of itself never keeps the others from being counted.</summary>
internal sealed class FleetBuilder(string source)
{
    // A list of the fewest bytes a line would otherwise need far more memory than it is long.
    private const int MostEntries = 1_000_000;

    private readonly ImmutableArray<FleetEntry>.Builder _entries = ImmutableArray.CreateBuilder<FleetEntry>();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private long _unreadable;

    /// <summary>Adds one line of the list. An empty text is one that is not there.</summary>
    /// <param name="id">The device's id, or null for <paramref name="count"/> devices without names.</param>
    /// <param name="channel">Their channel.</param>
    /// <param name="runtime">Their runtime.</param>
    /// <param name="version">The version that they run.</param>
    /// <param name="count">How many they are.</param>
    /// <exception cref="FormatException">The device was listed before, or there are more than a million entries.</exception>
    public void Add(string? id, string? channel, string? runtime, string? version, long count)
    {
        if (_entries.Count == MostEntries)
        {
            throw new FormatException($"it has more than {MostEntries} entries: expected counts by version where there are so many devices");
        }

        if (!string.IsNullOrEmpty(id) && !_ids.Add(id))
        {
            throw new FormatException($"the device '{id}' is listed twice");
        }

        SemanticVersion? running = null;
        ChannelName? name = null;
        RuntimeId? rid = null;
        if (IsNoneOr(version, text => SemanticVersion.TryParse(text, out running))
            && IsNoneOr(channel, text => ChannelName.TryParse(text, out name))
            && IsNoneOr(runtime, text => RuntimeId.TryParse(text, out rid)))
        {
            _entries.Add(new FleetEntry(running, count) { DeviceId = string.IsNullOrEmpty(id) ? null : id, Channel = name, Runtime = rid });
            return;
        }

        _unreadable += count;
    }

    public Fleet ToFleet() => new(source, _entries.DrainToImmutable(), _unreadable);

    private static bool IsNoneOr(string? text, Func<string, bool> tryParse) => string.IsNullOrEmpty(text) || tryParse(text);
}
