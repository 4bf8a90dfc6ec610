namespace Slipway.Tuf;

/// <summary>The pre-order depth-first search for the role that lists a path (TUF §5.6.7).</summary>
/// <param name="load">
/// Verifies a role's metadata on the word of one delegation. It is asked for every delegation that leads to a role,
/// also when the role's bytes are known: trust from one delegator is not inherited by another (ATTACKS A17).
/// </param>
internal sealed class DelegationSearch(Func<DelegatedRole, Task<Targets>> load)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Stack<DelegatedRole> _waiting = new();

    /// <summary>The file, or null when no role that may list it does. At most <see cref="MetadataLimits.DelegatedRoles"/> roles are visited, each once.</summary>
    public async Task<TargetFile?> FindAsync(Targets targets, string path)
    {
        var role = targets;
        while (true)
        {
            if (role.Files.TryGetValue(path, out var file))
            {
                return file;
            }

            Await(DelegationsFor(role, path));
            if (!TryNext(out var next))
            {
                return null;
            }

            role = await load(next);
        }
    }

    private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DelegatedRole? next)
    {
        while (_waiting.TryPop(out next))
        {
            if (_visited.Count < MetadataLimits.DelegatedRoles && _visited.Add(next.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first delegation is visited first. A terminating one ends the search of everything that was still waiting.</summary>
    private void Await(List<DelegatedRole> delegations)
    {
        if (delegations.Exists(delegation => delegation.IsTerminating))
        {
            _waiting.Clear();
        }

        for (var i = delegations.Count - 1; i >= 0; i--)
        {
            _waiting.Push(delegations[i]);
        }
    }

    /// <summary>The delegations to ask about a path, in order, up to and including the first terminating one.</summary>
    private static List<DelegatedRole> DelegationsFor(Targets role, string path)
    {
        var covering = role.Delegations.Where(delegation => delegation.Covers(path)).ToList();
        var last = covering.FindIndex(delegation => delegation.IsTerminating);
        return last < 0 ? covering : covering[..(last + 1)];
    }
}
