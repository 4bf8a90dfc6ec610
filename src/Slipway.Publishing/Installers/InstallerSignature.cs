using System.Text;
using Slipway.Channels;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Installers;

/// <summary>The signature of an installer, for whoever checks it before it runs: <c>openssl pkeyutl -verify</c> needs no Slipway.</summary>
/// <param name="File">The builder's signature over the script, agent and pack included: 64 raw bytes of Ed25519, or DER of ECDSA.</param>
/// <param name="PublicKeyFile">The key that fits, in PEM. Whoever checks should have it from somewhere else.</param>
/// <param name="KeyId">The key's id.</param>
public sealed record InstallerSignature(string File, string PublicKeyFile, KeyId KeyId)
{
    private const string Suffix = ".sig";
    private const string PublicKeyName = ReleasePaths.ReleasesRole + ".pub.pem";

    /// <summary>Opens a builder's key, before anything is written.</summary>
    /// <returns>Null when none is at hand, or none is wanted.</returns>
    /// <exception cref="InputException">One is required and none is here, or it cannot be read.</exception>
    internal static SigningKey? Open(ReleasePolicy policy, InstallerSigning signing, Action<string>? warn, SigningAudit? audit)
    {
        if (signing == InstallerSigning.Never)
        {
            return null;
        }

        InputException? missing = null;
        foreach (var reference in policy.Roles.GetValueOrDefault(ReleasePaths.ReleasesRole)?.Keys ?? [])
        {
            try
            {
                return KeyReferences.OpenSigner(reference, policy.Folder, warn, audit);
            }
            catch (InputException absent) when (KeyReferences.IsElsewhere(absent))
            {
                missing ??= absent;
            }
        }

        if (signing == InstallerSigning.Required)
        {
            throw missing ?? new InputException(InputFailure.PolicyInvalid, $"{ReleasePolicy.FileName} names no keys for the role '{ReleasePaths.ReleasesRole}'.");
        }

        warn?.Invoke("the installer is not signed: no key of the role 'releases' is here");
        return null;
    }

    /// <summary>Signs, and puts signature and public key beside the script.</summary>
    internal static async Task<InstallerSignature> WriteAsync(string script, byte[] content, SigningKey key, CancellationToken cancellation)
    {
        using var signer = key.For(SigningPurpose.Build("installer", ""));
        var signature = new InstallerSignature(script + Suffix, Path.Combine(Path.GetDirectoryName(script)!, PublicKeyName), key.PublicKey.Id);
        await AtomicFile.WriteAsync(signature.PublicKeyFile, Encoding.ASCII.GetBytes(PublicHalf.PemOf(key.PublicKey)), cancellation);
        await AtomicFile.WriteAsync(signature.File, await signer.SignAsync(content, cancellation), cancellation);
        return signature;
    }

    /// <summary>Removes the signature of the script that was here before: it fits no more.</summary>
    internal static void Forget(string script) => System.IO.File.Delete(script + Suffix);
}
