using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Changes to a verified state, not yet signed: files that roles come to list, or no longer list.</summary>
public sealed class RepositoryEdit
{
    private readonly Dictionary<string, Targets> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoreContent> _contents = new(StringComparer.Ordinal);

    internal RepositoryEdit(RepositoryState state, DateTimeOffset time)
    {
        State = state;
        Time = time;
    }

    /// <summary>The state that the changes build on.</summary>
    public RepositoryState State { get; }

    /// <summary>The one time of the publication. Whole seconds.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The roles that have changed, with their old versions and expiries.</summary>
    internal IReadOnlyDictionary<string, Targets> Changed => _changed;

    /// <summary>The files to store, by their place in the repository.</summary>
    internal IReadOnlyDictionary<string, StoreContent> Contents => _contents;

    /// <summary>The root that is to follow, with the old version and expiry, or null.</summary>
    internal Root? NextRoot { get; private set; }

    /// <summary>Whether keys are changed or roles renewed: such a change waits for whoever holds the keys, also where none of a role is at hand.</summary>
    internal bool IsCeremony { get; set; }

    /// <summary>Whether rollouts change only as targets comes to say of yanks: where that waits for signatures, they are made at the commit.</summary>
    internal bool RolloutsFollow { get; set; }

    /// <summary>Whether it says nothing new, and must count no shorter than what it renews.</summary>
    internal bool IsRenewal { get; set; }

    /// <summary>Whether the timestamp is signed again although nothing else may have changed.</summary>
    internal bool RenewsTimestamp { get; set; }

    /// <summary>Whether the snapshot is too.</summary>
    internal bool RenewsSnapshot { get; set; }

    /// <summary>The role as changed so far.</summary>
    public Targets Role(string role) => _changed.GetValueOrDefault(role) ?? State.Roles[role];

    /// <summary>Lets <paramref name="role"/> list a file. Listing the same bytes again changes nothing.</summary>
    /// <param name="role">The role.</param>
    /// <param name="path">The file's path, as roles spell it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="custom">What the role says of the file besides (TUF §4.5), or null. It stays as it was when the same bytes are listed again.</param>
    public TargetFile Put(string role, string path, StoreContent content, JsonObject? custom = null)
    {
        State.KeysOf(role);
        var listed = Role(role).Files.GetValueOrDefault(path);
        var isListed = listed?.Length == content.Length && listed.Digest == content.Digest;
        var file = isListed ? listed! : new TargetFile(path, content.Length, content.Digest) { Custom = custom };
        if (!isListed)
        {
            _changed[role] = Role(role) with { Files = Role(role).Files.SetItem(path, file) };
        }

        _contents[file.RepositoryPath] = content;
        return file;
    }

    /// <summary>Lets <paramref name="role"/> no longer list the files for which <paramref name="isObsolete"/> holds. The store keeps them.</summary>
    public void Remove(string role, Func<TargetFile, bool> isObsolete)
    {
        var obsolete = Role(role).Files.Values.Where(isObsolete).Select(file => file.Path).ToImmutableArray();
        if (!obsolete.IsEmpty)
        {
            _changed[role] = Role(role) with { Files = Role(role).Files.RemoveRange(obsolete) };
        }
    }

    /// <summary>Lets <paramref name="role"/> say something else, or the same again for longer.</summary>
    internal void Replace(string role, Targets targets) => _changed[role] = targets;

    /// <summary>Lets another root follow.</summary>
    internal void Replace(Root root) => NextRoot = root;
}
