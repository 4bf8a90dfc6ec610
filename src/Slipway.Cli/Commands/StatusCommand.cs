using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;

namespace Slipway.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        Command command = new("status", "Show what each channel offers, to how many devices, and what expires next.");

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var status = await RepositoryStatus.ReadAsync(session.Repository(), cancellation);

            session.Answer(ToJson(status), Lines(status));
            return ExitCode.Done;
        });

        return command;
    }

    private static IEnumerable<string> Lines(RepositoryStatus status)
    {
        yield return $"repository {ReleaseStores.NameOf(status.Address)}, publication {status.TimestampVersion}, {status.Releases} version(s) listed";
        foreach (var channel in status.Channels)
        {
            if (channel.Offers.IsEmpty)
            {
                yield return $"{channel.Channel,-10} nothing yet";
            }

            foreach (var offer in channel.Offers)
            {
                var rollout = channel.Rollout is { } running && running.Version == offer.Release.Version ? PublicationText.Describe(running) : "waits for its rollout";
                yield return $"{channel.Channel,-10} {offer.Release.Version,-12} {offer.Runtime,-12} {rollout}, since {offer.ReleasedAt:u}";
            }
        }

        yield return $"next to expire: {status.Expires.Role} at {status.Expires.Time:u}";
    }

    private static JsonObject ToJson(RepositoryStatus status) => new()
    {
        ["repository"] = status.Address.AbsoluteUri,
        ["timestamp_version"] = status.TimestampVersion,
        ["releases"] = status.Releases,
        ["next_expiry"] = new JsonObject { ["role"] = status.Expires.Role, ["at"] = status.Expires.Time.ToUnixTimeSeconds() },
        ["channels"] = new JsonArray([.. status.Channels.Select(channel => (JsonNode)new JsonObject
        {
            ["channel"] = channel.Channel.ToString(),
            ["offers"] = new JsonArray([.. channel.Offers.Select(JsonText.Of)]),
            ["rollout"] = JsonText.Of(channel.Rollout),
            ["expires"] = channel.Expires.ToUnixTimeSeconds(),
        })]),
    };
}
