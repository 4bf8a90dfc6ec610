using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>What is to be promoted, and how.</summary>
internal sealed class PromotionOptions
{
    private readonly Argument<SemanticVersion> _version = Options.Argument("version", "The release, for example 2.4.1", SemanticVersion.Parse);

    private readonly Option<ChannelName?> _from = Options.Required("--from", "name", "The channel that offers it, or has offered it", ChannelName.Parse, "SLIPWAY_PROMOTE_FROM");

    private readonly Option<ChannelName?> _to = Options.Required("--to", "name", "The channel that is to offer it too", ChannelName.Parse, "SLIPWAY_PROMOTE_TO");

    private readonly Option<int?> _percent = Options.Create("--percent", "number", "The share of devices it goes to at first, 0 to 100; default: the channel's first wave", text => (int?)RolloutShare.Parse(text));

    private readonly Option<DateTimeOffset?> _notBefore = Options.Create("--not-before", "time", "The earliest time for devices to take it, such as 2026-11-21T06:00:00Z; default: at once", text => (DateTimeOffset?)IsoTime.ParseTyped(text));

    private readonly Option<bool> _emergency = Options.Switch("--emergency", "Skip bake, gates and waves, never signatures; it is signed that they were skipped");

    private readonly Option<string?> _reason = Options.Create("--reason", "text", "Why it is an emergency, in one line: it is signed, and people at devices read it", text => text);

    private readonly Option<string?> _displayName = Options.Text("--display-name", "text", "What people call the release in that channel; default: as in the source");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_version);
        foreach (var option in new Option[] { _from, _to, _percent, _notBefore, _emergency, _reason, _displayName })
        {
            command.Add(option);
        }
    }

    /// <exception cref="InputException">An emergency without a reason, or a reason without one.</exception>
    public PromotionRequest Read(ParseResult arguments) => new(arguments.GetRequiredValue(_version), arguments.GetRequiredValue(_from)!, arguments.GetRequiredValue(_to)!)
    {
        Permyriad = arguments.GetValue(_percent),
        NotBefore = arguments.GetValue(_notBefore),
        EmergencyReason = EmergencyReason.Of(arguments.GetValue(_emergency), arguments.GetValue(_reason)),
        DisplayName = arguments.GetValue(_displayName),
    };
}
