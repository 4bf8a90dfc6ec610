using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A change of who may sign for a role.</summary>
/// <param name="Before">The role's keys now.</param>
internal sealed record KeyChange(RoleKeys Before)
{
    public VerificationKey? Added { get; init; }

    public VerificationKey? Removed { get; init; }

    public int? Threshold { get; init; }

    /// <summary>The role's keys then. What is so already is no error: an interrupted change is made again.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>: the threshold could not be met.</exception>
    public RoleKeys Apply()
    {
        VerificationKey[] keys = [.. Before.Keys.Distinct().Where(key => !key.Equals(Removed) && !key.Equals(Added)), .. Added is null ? Array.Empty<VerificationKey>() : [Added]];
        var threshold = Threshold ?? Before.Threshold;
        return threshold >= 1 && threshold <= keys.Length
            ? new RoleKeys(Before.Role, keys, threshold) { Extensions = Before.Extensions }
            : throw new InputException(InputFailure.KeyChangeInvalid, $"{Before.Role} would have {keys.Length} key(s) and a threshold of {threshold}, which nobody could meet.")
            {
                Hint = "Add a key first, or say how many must sign: --threshold N",
            };
    }
}
