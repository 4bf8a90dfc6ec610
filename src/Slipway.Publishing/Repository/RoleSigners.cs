using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The keys at hand, by role. They are opened once, when a role first needs them, and forgotten on dispose.</summary>
internal sealed class RoleSigners(ReleasePolicy policy, Action<string>? warn) : IDisposable
{
    private readonly Dictionary<string, ImmutableArray<ISigner>> _opened = new(StringComparer.Ordinal);

    /// <summary>Opens the keys of a role, so that a missing one stops the publication before it begins.</summary>
    /// <exception cref="InputException">No key of the role is at hand, or one cannot be read.</exception>
    public void Open(string role) => SignersOf(role);

    /// <summary>The public keys of a role, for the metadata that introduces it.</summary>
    public RoleKeys KeysOf(string role) => new(role, SignersOf(role).Select(signer => signer.PublicKey).Distinct(), policy.Roles[role].Threshold);

    /// <summary>Signs, and makes sure that devices will accept it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeysInsufficient"/>.</exception>
    public async Task<SignedMetadata> SignAsync(RoleKeys keys, Metadata metadata, CancellationToken cancellation)
    {
        var signed = await SignedMetadata.SignAsync(keys.Role, metadata, SignersOf(keys.Role), cancellation);
        var tally = keys.Tally(UnverifiedMetadata.Parse(keys.Role, signed.Bytes));
        return tally.IsMet ? signed : throw Insufficient(keys.Role, tally);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _opened.Values.SelectMany(signers => signers))
        {
            signer.Dispose();
        }
    }

    private ImmutableArray<ISigner> SignersOf(string role)
    {
        if (!_opened.TryGetValue(role, out var signers))
        {
            _opened[role] = signers = OpenAll(role);
        }

        return signers;
    }

    private ImmutableArray<ISigner> OpenAll(string role)
    {
        var references = policy.Roles.GetValueOrDefault(role)?.Keys
            ?? throw new InputException(InputFailure.PolicyInvalid, $"{ReleasePolicy.FileName} names no keys for the role '{role}'.");
        var signers = ImmutableArray.CreateBuilder<ISigner>();
        InputException? lastMissing = null;
        foreach (var reference in references)
        {
            try
            {
                signers.Add(KeyReferences.OpenSigner(reference, policy.Folder, warn));
            }
            catch (InputException missing) when (missing.Failure == InputFailure.KeyNotFound)
            {
                // Somebody else may hold it; the threshold decides whether that matters.
                lastMissing = missing;
            }
        }

        return signers.Count > 0 ? signers.DrainToImmutable() : throw lastMissing!;
    }

    private static InputException Insufficient(string role, SignatureTally tally) =>
        new(InputFailure.KeysInsufficient, $"The keys at hand sign for {role} with {tally.SignedBy.Length} of the {tally.Threshold} signatures it needs.")
        {
            Hint = $"The repository trusts {string.Join(", ", tally.NotSignedBy.Select(key => key.Id))} too: check roles.{role}.keys in {ReleasePolicy.FileName}.",
        };
}
