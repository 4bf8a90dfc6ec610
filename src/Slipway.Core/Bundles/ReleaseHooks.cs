using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>What a release runs around its update: <c>hooks</c> in the signed manifest and in slipway.json.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ReleaseHooks
{
    private readonly ImmutableArray<Hook> _hooks;

    private ReleaseHooks(ImmutableArray<Hook> hooks) => _hooks = hooks;

    /// <summary>The hook of a kind; null when the release has none.</summary>
    public Hook? Find(HookKind kind) => _hooks.FirstOrDefault(hook => hook.Kind == kind);

    /// <summary>Reads hooks. A name or a field that is not known is refused: a hook that a device passed over could be the one that says no.</summary>
    /// <exception cref="FormatException">Something is unknown, missing, of another kind or out of range.</exception>
    public static ReleaseHooks FromJson(JsonFields hooks)
    {
        hooks.RequireOnly([.. Kinds.Select(Name)]);
        return new ReleaseHooks([.. Kinds.Where(kind => hooks.Has(Name(kind))).Select(kind => Hook.FromJson(kind, hooks.Object(Name(kind))))]);
    }

    /// <summary>The hooks as <see cref="FromJson"/> reads them.</summary>
    public JsonObject ToJson() => new(_hooks.Select(hook => KeyValuePair.Create(Name(hook.Kind), (JsonNode?)hook.ToJson())));

    /// <summary>The name of a kind in JSON, on a command line and in logs.</summary>
    public static string Name(HookKind kind) => kind switch
    {
        HookKind.PreSwap => "pre_swap",
        HookKind.PostSwap => "post_swap",
        _ => "pre_rollback",
    };

    /// <summary>Why a tree with these executable files cannot have these hooks, or null.</summary>
    internal string? Objection(IReadOnlySet<string> executables) =>
        _hooks.FirstOrDefault(hook => !executables.Contains(hook.Command[0])) is { } stray
            ? $"hooks.{Name(stray.Kind)} runs '{stray.Command[0]}': expected the path of an executable file of the release"
            : null;

    private static ImmutableArray<HookKind> Kinds { get; } = [HookKind.PreSwap, HookKind.PostSwap, HookKind.PreRollback];
}
