using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a root or a delegation changes in who may sign, in words.</summary>
internal static class KeyChanges
{
    /// <summary>The changes of a root.</summary>
    public static IEnumerable<string> OfRoot(Root before, Root after)
    {
        foreach (var role in after.Roles.Keys.Order(StringComparer.Ordinal))
        {
            foreach (var line in OfRole(before.Roles[role], after.Roles[role], before))
            {
                yield return line;
            }
        }

        foreach (var line in OfAnnouncements(before, after).Concat(OfExpiry(before, after)))
        {
            yield return line;
        }

        foreach (var line in ChangeText.Fields(before.ToJson(), after.ToJson(), "version", "expires", "keys", "roles", NextKeys.Field))
        {
            yield return line;
        }
    }

    /// <summary>The changes of the delegations in targets.</summary>
    public static IEnumerable<string> OfDelegations(Targets before, Targets after, Root root)
    {
        foreach (var delegation in after.Delegations)
        {
            var old = before.Delegations.FirstOrDefault(other => other.Name == delegation.Name);
            IEnumerable<string> lines = old is null ? [$"{delegation.Name}: may be asked from now on"] : [];
            foreach (var line in lines.Concat(OfRole(old?.Keys, delegation.Keys, root)).Concat(OfPaths(before, after, delegation.Name)))
            {
                yield return ChangeText.Plain(line);
            }
        }

        foreach (var gone in before.Delegations.Select(delegation => delegation.Name).Except(after.Delegations.Select(delegation => delegation.Name)))
        {
            yield return ChangeText.Plain($"{gone}: is asked no more");
        }

        if (!before.Delegations.Select(delegation => delegation.Name).SequenceEqual(after.Delegations.Select(delegation => delegation.Name)))
        {
            yield return ChangeText.Plain($"asked in this order: {string.Join(", ", after.Delegations.Select(delegation => delegation.Name))}");
        }
    }

    /// <summary>When what is signed stops counting.</summary>
    public static IEnumerable<string> OfExpiry(Metadata before, Metadata after) => after.Expires == before.Expires
        ? []
        : [$"expires {before.Expires:u} -> {after.Expires:u}{(after.Expires < before.Expires ? "   earlier than before" : "")}"];

    private static IEnumerable<string> OfRole(RoleKeys? before, RoleKeys after, Root root)
    {
        var (old, next) = (before?.Keys.ToHashSet() ?? [], after.Keys.ToHashSet());
        var announced = NextKeys.Of(root, after.Role);
        foreach (var key in next.Except(old))
        {
            yield return Line('+', key, announced.Contains(key) ? "announced" : "NOT announced");
        }

        foreach (var key in old.Except(next))
        {
            yield return Line('-', key, "no longer counts");
        }

        if (before?.Threshold != after.Threshold)
        {
            yield return $"{after.Role}: threshold {before?.Threshold ?? 0} -> {after.Threshold} of {next.Count}";
        }

        string Line(char sign, VerificationKey key, string remark) => ChangeText.Plain($"{after.Role}: {sign} key {key.Id} ({key.KeyType}), {remark}");
    }

    private static IEnumerable<string> OfPaths(Targets before, Targets after, string role) =>
        ChangeText.Fields(Delegation(before, role), Delegation(after, role)!, "name", "keyids", "threshold").Select(line => $"{role}: {line}");

    private static IEnumerable<string> OfAnnouncements(Root before, Root after)
    {
        foreach (var role in NextKeys.Roles(before).Union(NextKeys.Roles(after)).Order(StringComparer.Ordinal))
        {
            var (old, next) = (NextKeys.Of(before, role), NextKeys.Of(after, role));
            foreach (var line in next.Except(old).Select(key => $"{role}: announces key {key.Id} ({key.KeyType}) for its next rotation")
                .Concat(old.Except(next).Select(key => $"{role}: announces key {key.Id} no more")))
            {
                yield return ChangeText.Plain(line);
            }
        }
    }

    private static JsonObject? Delegation(Targets targets, string role) =>
        new JsonFields(targets.ToJson()).OptionalObject("delegations")?.Objects("roles").FirstOrDefault(delegation => delegation.Text("name") == role)?.Value;
}
