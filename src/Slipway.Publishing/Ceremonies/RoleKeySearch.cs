using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Finds a role's key by what people call it: its id, the beginning of it, or its reference.</summary>
internal sealed class RoleKeySearch(ReleasePolicy policy, RoleKeys keys)
{
    private const int ShortestPrefix = 6;

    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>: it is none of the role's, or could be several.</exception>
    public VerificationKey Find(string name)
    {
        var matches = KeyReference.TryParse(name, out var reference)
            ? [.. keys.Keys.Where(PublicHalf.Read(reference, policy.Folder).Equals)]
            : keys.Keys.Where(key => name.Length >= ShortestPrefix && key.Id.ToString().StartsWith(name, StringComparison.Ordinal)).ToArray();
        return matches.Length == 1 ? matches[0] : throw NotOne(name, matches.Length);
    }

    /// <summary>The role's only key.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>: it has several.</exception>
    public VerificationKey Only() => keys.Keys.Distinct().ToArray() is [var only]
        ? only
        : throw new InputException(InputFailure.KeyChangeInvalid, $"{keys.Role} has {keys.Keys.Count()} keys: {List()}.")
        {
            Hint = "Say which one goes: --old KEYID",
        };

    private InputException NotOne(string name, int count) =>
        new(InputFailure.KeyChangeInvalid, $"'{name}' names {(count == 0 ? "none" : "several")} of {keys.Role}'s keys: {List()}.")
        {
            Hint = $"Write the key's id, at least {ShortestPrefix} digits of it, or its reference.",
        };

    private string List() => string.Join(", ", keys.Keys.Select(key => key.Id));
}
