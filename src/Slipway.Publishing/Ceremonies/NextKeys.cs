using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Keys that a root announces for later rotations: <c>x-next-keys</c>, an object with an array of key objects for each role.</summary>
/// <remarks>Readers ignore it. An announced key signs nothing yet; it lets approvers see whether a rotation is the one that was planned.</remarks>
internal static class NextKeys
{
    /// <summary>The root's field.</summary>
    public const string Field = "x-next-keys";

    /// <summary>The roles that something is announced for.</summary>
    public static IEnumerable<string> Roles(Root root) => Read(root)?.Names ?? [];

    /// <summary>The keys that are announced for <paramref name="role"/>.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public static ImmutableArray<VerificationKey> Of(Root root, string role) =>
        Parse(() => Read(root) is { } json && json.Has(role) ? json.Objects(role).Select(VerificationKey.FromJson).ToImmutableArray() : []);

    /// <summary>The root that announces <paramref name="keys"/> for <paramref name="role"/>, and nothing else for it.</summary>
    public static Root Announce(Root root, string role, ImmutableArray<VerificationKey> keys)
    {
        var announced = Read(root)?.Value.DeepClone().AsObject() ?? [];
        announced.Remove(role);
        if (!keys.IsEmpty)
        {
            announced[role] = new JsonArray([.. keys.Select(key => (JsonNode)key.ToJson())]);
        }

        return root with { Extensions = root.Extensions.With(Field, announced.Count > 0 ? announced : null) };
    }

    private static JsonFields? Read(Root root) => Parse(() => root.Extensions.ToFields().OptionalObject(Field));

    private static T Parse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, RoleNames.Root, $"The root's {Field} is malformed: {malformed.Message}.", malformed);
        }
    }
}
