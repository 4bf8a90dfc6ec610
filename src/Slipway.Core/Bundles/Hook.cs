using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>A program of the release that a device runs around the update, without a shell.</summary>
/// <remarks>It is read from JSON only, strictly: what a device does not know of a program it is to run, it refuses. Immutable and thread-safe.</remarks>
public sealed class Hook
{
    /// <summary>The most parts of a command, the program included.</summary>
    public const int MaxCommandParts = 64;

    /// <summary>The longest part, in characters.</summary>
    public const int MaxPartLength = 1024;

    private Hook(HookKind kind, ImmutableArray<string> command, TimeSpan timeout)
    {
        Kind = kind;
        Command = command;
        Timeout = timeout;
    }

    /// <summary>When it runs.</summary>
    public HookKind Kind { get; }

    /// <summary>The program's path in the tree, and its arguments. At least one part.</summary>
    public ImmutableArray<string> Command { get; }

    /// <summary>How long it may take: 1 s to <see cref="MaxSeconds"/>.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The longest timeout, in seconds. After the swap a bad release has to be off the air within 30 s.</summary>
    public static int MaxSeconds(HookKind kind) => kind switch
    {
        HookKind.PreSwap => 600,
        HookKind.PostSwap => Health.HealthContract.MaxDeadlineSeconds,
        _ => 5,
    };

    /// <exception cref="FormatException">A field is missing, unknown, of another kind or out of range.</exception>
    internal static Hook FromJson(HookKind kind, JsonFields hook)
    {
        hook.RequireOnly("command", "timeout_s");
        return new Hook(kind, ReadCommand(hook), TimeSpan.FromSeconds(hook.Integer("timeout_s", 1, MaxSeconds(kind))));
    }

    internal JsonObject ToJson() => new()
    {
        ["command"] = new JsonArray([.. Command.Select(part => JsonValue.Create(part))]),
        ["timeout_s"] = (long)Timeout.TotalSeconds,
    };

    private static ImmutableArray<string> ReadCommand(JsonFields hook)
    {
        var parts = hook.Texts("command");
        if (parts.Count is 0 or > MaxCommandParts)
        {
            throw hook.Refuse("command", $"a list of {parts.Count}", $"1 to {MaxCommandParts} texts");
        }

        if (!BundlePath.TryParse(parts[0], out _))
        {
            throw hook.Refuse("command", $"beginning with '{BundlePath.Printable(parts[0])}'", "the path of an executable file of the release");
        }

        // No program can be given a NUL.
        var spoilt = parts.FirstOrDefault(part => part.Length > MaxPartLength || part.Contains('\0', StringComparison.Ordinal));
        return spoilt is null
            ? [.. parts]
            : throw hook.Refuse("command", $"naming '{BundlePath.Printable(spoilt)}'", $"texts of at most {MaxPartLength} characters without NUL");
    }
}
