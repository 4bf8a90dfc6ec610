using System.Collections.Immutable;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Enters changed keys where they are trusted from, and signs again what the keys that remain have not signed well enough.</summary>
internal sealed class RoleKeysEdit(RepositoryEdit edit, ReleaseRepository repository)
{
    public async Task ApplyAsync(ImmutableArray<RoleKeys> changed, CancellationToken cancellation)
    {
        foreach (var keys in changed.Where(keys => !edit.State.KeysOf(keys.Role).HasSameKeys(keys)))
        {
            if (edit.State.Root.Roles.ContainsKey(keys.Role))
            {
                var root = edit.NextRoot ?? edit.State.Root;
                var next = WithoutFulfilled(root with { Roles = root.Roles.SetItem(keys.Role, keys) });

                // Where a key went, the plan that was announced has come true or was changed: nothing is left to fall back to.
                var isRotated = edit.State.KeysOf(keys.Role).Keys.Except(keys.Keys).Any();
                edit.Replace(isRotated ? NextKeys.Announce(next, keys.Role, []) : next);
            }
            else
            {
                Delegate(keys);
            }

            await SignAgainAsync(keys, cancellation);
        }
    }

    private void Delegate(RoleKeys keys)
    {
        var targets = edit.Role(RoleNames.Targets);
        edit.Replace(RoleNames.Targets, targets with
        {
            Delegations = [.. targets.Delegations.Select(delegation => delegation.Name == keys.Role ? delegation.With(keys) : delegation)],
        });
    }

    /// <summary>Snapshot and timestamp are signed with every commit; the other roles only if what they say would not count any more.</summary>
    private async Task SignAgainAsync(RoleKeys keys, CancellationToken cancellation)
    {
        if (keys.Role is RoleNames.Root or RoleNames.Snapshot or RoleNames.Timestamp)
        {
            return;
        }

        var file = await repository.ReadFileAsync(edit.State, keys.Role, cancellation);
        if (!keys.Tally(file).IsMet)
        {
            edit.Replace(keys.Role, edit.Role(keys.Role));
        }
    }

    /// <summary>What was announced and has come is announced no more.</summary>
    private Root WithoutFulfilled(Root root) => NextKeys.Roles(root).ToArray().Aggregate(root, (next, role) =>
    {
        var trusted = (next.Roles.GetValueOrDefault(role) ?? edit.State.KeysOf(role)).Keys.ToHashSet();
        return NextKeys.Announce(next, role, [.. NextKeys.Of(next, role).Where(key => !trusted.Contains(key))]);
    });
}
