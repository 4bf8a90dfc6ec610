using System.Globalization;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Ceremonies;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Keeps publishers from writing what readers refuse to read: every device would be cut off from updates.</summary>
internal static class PublishedSize
{
    /// <summary>Bytes for each key's signature beside a role's signed part: its id, 128 hex digits and the JSON around them.</summary>
    private const int SignatureBytes = KeyIdBytes + 128 + 32;
    private const int KeyIdBytes = 128;

    /// <summary>Refuses an edit before anything of it is written.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.MetadataTooLarge"/>: a role, an offer or a rollout is longer than <see cref="MetadataLimits"/> allow.</exception>
    public static void Require(RepositoryEdit edit)
    {
        foreach (var (role, targets) in edit.Changed)
        {
            var length = CanonicalJson.EncodeFile(targets.ToJson()).Length + (edit.State.KeysOf(role).Keys.Count() * SignatureBytes);
            Require($"The metadata of {role}", length, MetadataLimits.TargetsBytes, role == ReleasePaths.ReleasesRole ? "Lower \"retain\" in slipway.json." : null);
            // What is listed already stops no change of another file: somebody else may have put it there.
            foreach (var file in targets.Files.Values.Where(file => IsOfferOrRollout(file) && !ListedFile.IsSame(edit.State.Find(role, file.Path), file)))
            {
                Require(file);
            }
        }
    }

    /// <summary>Refuses an offer or a rollout.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.MetadataTooLarge"/>.</exception>
    public static void Require(TargetFile file) => Require(file.Path, file.Length, MetadataLimits.OfferBytes, hint: null);

    private static bool IsOfferOrRollout(TargetFile file) => file.Path.Count('/') == 1;

    private static void Require(string subject, long length, int limit, string? hint)
    {
        if (length > limit)
        {
            throw new InputException(InputFailure.MetadataTooLarge, string.Create(CultureInfo.InvariantCulture, $"{subject} would have {length} bytes: expected at most {limit}, which is all that devices read. Nothing was published."))
            {
                Hint = hint,
            };
        }
    }
}
