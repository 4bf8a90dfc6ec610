using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>
/// What staged metadata says of its staging, in its signed part (<c>x-staged</c>): whoever approves it approves this too, and nobody who
/// can write to the store can bend it afterwards. Readers ignore it, and the role's next version does not repeat it.
/// </summary>
/// <param name="BaseVersion">The version that the change was made on. On another one it is not published (ATTACKS P3).</param>
/// <param name="Rollout">The rollout that a channel's new release begins with, or null. The online rollout key signs it at the commit, with the time of that as the beginning of its wave.</param>
internal sealed record StagedFields(long BaseVersion, TargetFile? Rollout)
{
    /// <summary>The field of the signed part.</summary>
    public const string Name = "x-staged";

    /// <summary>What <paramref name="targets"/> of <paramref name="role"/> says, or null where it was not staged.</summary>
    /// <exception cref="FormatException">A field is missing, unknown or of another kind.</exception>
    public static StagedFields? Read(string role, Targets targets)
    {
        if (targets.Extensions.ToFields().OptionalObject(Name) is not { } json)
        {
            return null;
        }

        json.RequireOnly("base", "rollout");
        return new StagedFields(json.Integer("base", min: 1), json.OptionalObject("rollout") is { } rollout ? ReadRollout(role, rollout) : null);
    }

    /// <summary>The fields besides it.</summary>
    public static UnknownFields RemoveFrom(UnknownFields extensions) => extensions.With(Name, null);

    public Targets WriteTo(Targets targets)
    {
        var json = new JsonObject { ["base"] = BaseVersion };
        if (Rollout is not null)
        {
            json["rollout"] = new JsonObject { ["length"] = Rollout.Length, ["sha256"] = Rollout.Digest!.ToString() };
        }

        return targets with { Extensions = targets.Extensions.With(Name, json) };
    }

    private static TargetFile ReadRollout(string role, JsonFields json)
    {
        json.RequireOnly("length", "sha256");
        return new TargetFile(
            ReleasePaths.Rollout(ChannelName.Parse(role)),
            json.Integer("length", 1, MetadataLimits.OfferBytes),
            json.Text("sha256", Sha256Digest.Parse));
    }
}
