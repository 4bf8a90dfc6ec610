using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The keys and thresholds in slipway.json, as they follow a change in the repository. Nothing is written until it is asked for.</summary>
internal sealed class PolicyKeys
{
    private readonly byte[] _text;

    public PolicyKeys(ReleasePolicy policy)
        : this(policy, File.ReadAllBytes(policy.File), [])
    {
    }

    private PolicyKeys(ReleasePolicy policy, byte[] text, ImmutableArray<string> warnings)
    {
        Policy = policy;
        _text = text;
        Warnings = warnings;
    }

    /// <summary>The policy with these keys.</summary>
    public ReleasePolicy Policy { get; }

    /// <summary>What the text cannot follow by itself, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>Every reference.</summary>
    public ImmutableArray<KeyReference> References => [.. Policy.Roles.Values.SelectMany(role => role.Keys).Distinct()];

    public bool IsSameAs(PolicyKeys other) => _text.AsSpan().SequenceEqual(other._text);

    public PolicyKeys Add(string role, KeyReference key, int? threshold)
    {
        var keys = RoleOf(role).Keys;
        var known = keys.Any(reference => Names(reference, PublicHalf.Read(key, Policy.Folder)));
        return Set(role, known ? keys : keys.Add(Relative(key)), threshold);
    }

    public PolicyKeys Remove(string role, VerificationKey key, int? threshold)
    {
        var keys = RoleOf(role).Keys;
        var remaining = keys.RemoveAll(reference => Names(reference, key));
        return remaining.Length == keys.Length || remaining.IsEmpty
            ? Set(role, keys, threshold).Warn($"{Policy.File} does not say which of roles.{role}.keys is {key.Id}: take it out by hand.")
            : Set(role, remaining, threshold);
    }

    public PolicyKeys Replace(string role, VerificationKey old, KeyReference reference)
    {
        var keys = RoleOf(role).Keys;
        if (keys.Contains(Relative(reference)))
        {
            // A rotation that is made again: the first run has entered it.
            var remaining = keys.RemoveAll(candidate => candidate != Relative(reference) && Names(candidate, old));
            return Set(role, remaining, threshold: null);
        }

        var at = keys.ToList().FindIndex(candidate => Names(candidate, old));
        return at < 0
            ? Set(role, keys.Add(Relative(reference)), threshold: null).Warn($"{Policy.File} does not say which of roles.{role}.keys is {old.Id}: take it out by hand.")
            : Set(role, keys.SetItem(at, Relative(reference)), threshold: null);
    }

    /// <summary>Writes slipway.json, if it says something else.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var current = await File.ReadAllBytesAsync(Policy.File, cancellation);
        if (!current.AsSpan().SequenceEqual(_text))
        {
            await AtomicFile.WriteAsync(Policy.File, _text, cancellation);
        }
    }

    private PolicyKeys Set(string role, ImmutableArray<KeyReference> keys, int? threshold)
    {
        var next = RoleOf(role) with { Keys = keys, Threshold = Math.Min(threshold ?? RoleOf(role).Threshold, keys.Length) };
        var text = next.Threshold == RoleOf(role).Threshold && keys.SequenceEqual(RoleOf(role).Keys)
            ? _text
            : PolicyText.SetKeys(_text, role, [.. keys.Select(key => key.ToString())], next.Threshold);
        return new PolicyKeys(Policy with { Roles = Policy.Roles.SetItem(role, next) }, text, Warnings);
    }

    private PolicyKeys Warn(string warning) => new(Policy, _text, Warnings.Add(warning));

    private RolePolicy RoleOf(string role) => Policy.Roles.GetValueOrDefault(role)
        ?? throw new InputException(InputFailure.PolicyInvalid, $"{Policy.File} names no keys for the role '{role}'.");

    private bool Names(KeyReference reference, VerificationKey key)
    {
        try
        {
            return PublicHalf.Read(reference, Policy.Folder).Equals(key);
        }
        catch (InputException)
        {
            // Neither half is here: whose it is cannot be said.
            return false;
        }
    }

    /// <summary>A file below slipway.json's folder is named from there, so that the text means the same on every machine.</summary>
    private KeyReference Relative(KeyReference reference) => reference.WithPaths(path =>
    {
        var full = Path.GetFullPath(path, Policy.Folder);
        var relative = Path.GetRelativePath(Policy.Folder, full).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) ? full
            : relative.Contains('/', StringComparison.Ordinal) || reference.Kind == KeyReferenceKind.File ? relative
            : $"./{relative}";
    });
}
