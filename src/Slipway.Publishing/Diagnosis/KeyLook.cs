using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Signing;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What can be seen of a key that slipway.json names, without its secret.</summary>
/// <param name="Reference">The key.</param>
/// <param name="Roles">The roles that name it.</param>
internal sealed record KeyLook(KeyReference Reference, ImmutableArray<string> Roles)
{
    private static readonly SigningPurpose Trial = new("trial", "doctor", "");

    /// <summary>Which key it is, or null where neither half is here.</summary>
    public VerificationKey? Key { get; private init; }

    /// <summary>Whether the private half can be used here.</summary>
    public bool IsPrivateHere { get; private init; }

    /// <summary>Why the private half cannot be used, or null.</summary>
    public InputException? Refusal { get; private init; }

    /// <summary>The public half that lies beside it, where that is of another key.</summary>
    public VerificationKey? OtherHalf { get; private init; }

    /// <summary>Whether other users of this machine can read its file.</summary>
    public bool IsReadableByOthers { get; private init; }

    /// <summary>Whether what it signed verifies; null where it was not asked to sign.</summary>
    public bool? SignsRight { get; private init; }

    /// <summary>Looks at every key once.</summary>
    /// <param name="policy">Names them.</param>
    /// <param name="open">Opens one.</param>
    /// <param name="maySign">Whether each is to sign something.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ImmutableArray<KeyLook>> AtAllAsync(
        ReleasePolicy policy, Func<KeyReference, string, SigningKey> open, bool maySign, CancellationToken cancellation)
    {
        var uses = policy.Roles.Values.SelectMany(role => role.Keys.Select(key => (key, role.Role))).GroupBy(use => use.key, use => use.Role);
        var looks = ImmutableArray.CreateBuilder<KeyLook>();
        foreach (var use in uses.OrderBy(use => use.Key.ToString(), StringComparer.Ordinal))
        {
            looks.Add(await new KeyLook(use.Key, [.. use.Order(StringComparer.Ordinal)]).LookAsync(reference => open(reference, policy.Folder), policy.Folder, maySign, cancellation));
        }

        return looks.DrainToImmutable();
    }

    private async Task<KeyLook> LookAsync(Func<KeyReference, SigningKey> open, string folder, bool maySign, CancellationToken cancellation)
    {
        var isFile = Reference.Kind == KeyReferenceKind.File;
        try
        {
            using var signer = open(Reference);
            var beside = isFile ? TryReadPublic(folder) : signer.PublicKey;
            return this with
            {
                Key = signer.PublicKey,
                IsPrivateHere = true,
                OtherHalf = beside is null || beside.Equals(signer.PublicKey) ? null : beside,
                IsReadableByOthers = isFile && MayOthersRead(Path.GetFullPath(Reference.Value, folder)),
                SignsRight = maySign ? await SignsRightAsync(signer, cancellation) : null,
            };
        }
        catch (InputException refusal)
        {
            return this with { Key = TryReadPublic(folder), Refusal = refusal };
        }
    }

    private VerificationKey? TryReadPublic(string folder)
    {
        try
        {
            var isThere = Reference.Kind switch
            {
                KeyReferenceKind.File => File.Exists(PublicHalf.FileOf(Path.GetFullPath(Reference.Value, folder))),
                KeyReferenceKind.Command => true,
                _ => false,
            };
            return isThere ? PublicHalf.Read(Reference, folder) : null;
        }
        catch (InputException)
        {
            // A file that is no key is no public half.
            return null;
        }
    }

    private static bool MayOthersRead(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & KeyFileContent.ReadableByOthers) != 0;

    /// <summary>The message is text and no JSON, so that its signature can never be one of metadata or of a manifest.</summary>
    private static async Task<bool> SignsRightAsync(SigningKey key, CancellationToken cancellation)
    {
        try
        {
            using var signer = key.For(Trial);
            await signer.SignAsync(Encoding.UTF8.GetBytes($"slipway doctor: not a release, {RandomNumberGenerator.GetHexString(32, lowercase: true)}\n"), cancellation);
            return true;
        }
        catch (InputException wrong) when (wrong.Failure == InputFailure.SignatureWrong)
        {
            return false;
        }
    }
}
