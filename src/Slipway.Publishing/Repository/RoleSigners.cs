using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The keys at hand, by role. They are opened once, when a role first needs them, and forgotten on dispose.</summary>
/// <param name="policy">Names each role's keys.</param>
/// <param name="warn">Told of keys that are not kept as they should be.</param>
/// <param name="audit">Is told of every signature, or null.</param>
/// <param name="ring">Knows keys besides those that the policy names for the role, or null: a ceremony also needs those that are to go. Its owner disposes of it.</param>
internal sealed class RoleSigners(ReleasePolicy policy, Action<string>? warn, SigningAudit? audit, KeyRing? ring = null) : IDisposable
{
    private readonly Dictionary<string, (ImmutableArray<SigningKey> Signers, InputException? Missing)> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<KeyReference, SigningKey> _keys = [];

    /// <summary>The public keys of a role, for the metadata that introduces it.</summary>
    /// <exception cref="InputException">
    /// No key of the role is at hand, or one cannot be read. <see cref="InputFailure.KeysInsufficient"/>: fewer than its threshold.
    /// </exception>
    public RoleKeys KeysOf(string role)
    {
        var (signers, missing) = OpenedFor(role);
        var keys = signers.Select(signer => signer.PublicKey).Distinct().ToImmutableArray();
        var threshold = policy.Roles[role].Threshold;
        return keys.IsEmpty ? throw missing! : keys.Length < threshold ? throw TooFewToBegin(role, keys.Length, threshold) : new RoleKeys(role, keys, threshold);
    }

    /// <summary>Whether at least one key that counts for the role is at hand.</summary>
    public bool CanContribute(string role, ImmutableArray<RoleKeys> required) => !AtHand(role, required).IsEmpty;

    /// <summary>How many keys that count for the role are at hand.</summary>
    /// <exception cref="InputException">One that is here cannot be opened.</exception>
    public int CountAtHand(string role, ImmutableArray<RoleKeys> required) => AtHand(role, required).Length;

    /// <summary>Why the keys at hand do not suffice for the role, or null if they do. It is asked before anything is stored.</summary>
    public InputException? Lack(string role, ImmutableArray<RoleKeys> required)
    {
        var atHand = AtHand(role, required).Select(signer => signer.PublicKey).ToHashSet();
        foreach (var keys in required)
        {
            var atHandOrNot = keys.Keys.Distinct().ToLookup(atHand.Contains);
            var tally = new SignatureTally(keys.Threshold, [.. atHandOrNot[true]], [.. atHandOrNot[false]]);
            if (!tally.IsMet)
            {
                return Refusal(role, tally);
            }
        }

        return null;
    }

    /// <summary>Stops what the keys at hand cannot sign.</summary>
    /// <exception cref="InputException">As <see cref="Lack"/> says.</exception>
    public void Require(string role, ImmutableArray<RoleKeys> required)
    {
        if (Lack(role, required) is { } lack)
        {
            throw lack;
        }
    }

    /// <summary>Whether the keys of snapshot and timestamp are at hand, without which nothing is committed.</summary>
    public bool SufficeForCommit(RequiredKeys required) =>
        Lack(RoleNames.Snapshot, required.Of(RoleNames.Snapshot)) is null && Lack(RoleNames.Timestamp, required.Of(RoleNames.Timestamp)) is null;

    /// <summary>Signs with every key at hand that one of <paramref name="required"/> names, be they enough or none at all.</summary>
    public async Task<RoleFile> ContributeAsync(string role, Metadata metadata, ImmutableArray<RoleKeys> required, CancellationToken cancellation)
    {
        var purpose = SigningPurpose.Metadata(role, metadata.Version);
        var signed = await SignedMetadata.SignAsync(role, metadata, AtHand(role, required).Select(key => key.For(purpose)), cancellation);
        return new RoleFile(metadata.Version, UnverifiedMetadata.Parse(role, signed.Bytes));
    }

    /// <summary>Signs, and makes sure that devices will accept it.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyNotFound"/>: no key of the role is at hand. <see cref="InputFailure.KeysInsufficient"/>: not enough of those that count.
    /// </exception>
    public async Task<RoleFile> SignAsync(string role, Metadata metadata, ImmutableArray<RoleKeys> required, CancellationToken cancellation)
    {
        var file = await ContributeAsync(role, metadata, required, cancellation);
        foreach (var tally in required.Select(keys => keys.Tally(file.Content)).Where(tally => !tally.IsMet))
        {
            throw Refusal(role, tally);
        }

        return file;
    }

    /// <summary>One signature with each key at hand that counts and has not signed yet.</summary>
    public async Task<RoleFile> AddAsync(RoleFile file, ImmutableArray<RoleKeys> required, CancellationToken cancellation)
    {
        var signed = required.SelectMany(keys => keys.Tally(file.Content).SignedBy).ToHashSet();
        var content = file.Content;
        foreach (var key in AtHand(file.Role, required).Where(key => !signed.Contains(key.PublicKey)))
        {
            using var signer = key.For(SigningPurpose.Metadata(file.Role, file.Version));
            var signature = await signer.SignAsync(content.SignedBytes.ToArray(), cancellation);
            content = content.With(new Signature(signer.PublicKey.Id, [.. signature]));
        }

        return file with { Content = content };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>A key that the repository does not trust for the role signs nothing, whatever slipway.json says.</summary>
    private ImmutableArray<SigningKey> AtHand(string role, ImmutableArray<RoleKeys> required)
    {
        var wanted = required.SelectMany(keys => keys.Keys).ToHashSet();
        var found = OpenedFor(role).Signers.Where(signer => wanted.Remove(signer.PublicKey)).ToList();
        found.AddRange(wanted.Select(key => ring?.Find(key)).OfType<SigningKey>());
        return [.. found];
    }

    private (ImmutableArray<SigningKey> Signers, InputException? Missing) OpenedFor(string role)
    {
        if (!_opened.TryGetValue(role, out var opened))
        {
            _opened[role] = opened = OpenAll(role);
        }

        return opened;
    }

    private (ImmutableArray<SigningKey> Signers, InputException? Missing) OpenAll(string role)
    {
        var references = policy.Roles.GetValueOrDefault(role)?.Keys
            ?? throw new InputException(InputFailure.PolicyInvalid, $"{ReleasePolicy.FileName} names no keys for the role '{role}'.");
        var signers = ImmutableArray.CreateBuilder<SigningKey>();
        InputException? lastMissing = null;
        foreach (var reference in references)
        {
            try
            {
                signers.Add(Open(reference));
            }
            catch (InputException missing) when (KeyReferences.IsElsewhere(missing))
            {
                // Somebody else may hold it; the threshold decides whether that matters.
                lastMissing = missing;
            }
        }

        return (signers.DrainToImmutable(), lastMissing);
    }

    /// <summary>Several roles may share a key, and a key service is asked for it once.</summary>
    private SigningKey Open(KeyReference reference)
    {
        if (!_keys.TryGetValue(reference, out var key))
        {
            _keys[reference] = key = KeyReferences.OpenSigner(reference, policy.Folder, warn, audit);
        }

        return key;
    }

    private static InputException TooFewToBegin(string role, int here, int threshold) =>
        new(InputFailure.KeysInsufficient, $"The private halves of {here} of the keys of {role} are here: expected {threshold}, its threshold, to begin with.")
        {
            Hint = $"Begin with \"threshold\": 1; the others come with 'slipway keys add {role} KEY --threshold {threshold}', which needs their public halves alone.",
        };

    private InputException Refusal(string role, SignatureTally tally) => OpenedFor(role) is ({ IsEmpty: true }, { } missing) && tally.SignedBy.IsEmpty
        ? missing
        : new(InputFailure.KeysInsufficient, $"The keys at hand sign for {role} with {tally.SignedBy.Length} of the {tally.Threshold} signatures it needs.")
        {
            Hint = $"The repository trusts {string.Join(", ", tally.NotSignedBy.Select(key => key.Id))} too: check roles.{role}.keys in {ReleasePolicy.FileName}.",
        };
}
