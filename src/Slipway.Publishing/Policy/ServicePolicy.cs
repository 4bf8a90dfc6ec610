using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Publishing.Policy;

/// <summary>How devices start and stop the product: <c>service</c> in slipway.json.</summary>
public sealed record ServicePolicy
{
    private const string Systemd = "systemd";

    /// <summary><c>systemd</c>, <c>command</c> or <c>none</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The systemd unit, or null for one that is named after the product and written by the installer.</summary>
    public string? Unit { get; init; }

    /// <summary>The program that the installer's unit starts, relative to the product's folder, or null for what the release makes plain.</summary>
    public string? Executable { get; init; }

    /// <summary>The shell command that starts the product.</summary>
    public string? Start { get; init; }

    /// <summary>The shell command that stops it.</summary>
    public string? Stop { get; init; }

    /// <summary>The shell command that restarts it, or null for stop and start.</summary>
    public string? Restart { get; init; }

    /// <summary>A unit that is named after the product.</summary>
    public static ServicePolicy Default { get; } = new() { Kind = Systemd };

    /// <summary>Whether the installer writes the product's unit. A unit that is named without a program belongs to the device or the product.</summary>
    public bool IsUnitGenerated => Kind == Systemd && (Unit is null || Executable is not null);

    /// <exception cref="FormatException">A field is unknown, missing, or of another kind.</exception>
    internal static ServicePolicy FromJson(JsonFields json)
    {
        var kind = json.OptionalText("kind") ?? Systemd;
        json.RequireOnly(kind switch
        {
            Systemd => ["kind", "unit", "exec"],
            "command" => ["kind", "start", "stop", "restart"],
            "none" => ["kind"],
            _ => throw json.Refuse("kind", $"'{kind}'", "systemd, command or none"),
        });
        return new ServicePolicy
        {
            Kind = kind,
            Unit = json.OptionalText("unit"),
            Executable = json.OptionalText("exec"),
            Start = kind == "command" ? json.Text("start") : null,
            Stop = kind == "command" ? json.Text("stop") : null,
            Restart = json.OptionalText("restart"),
        };
    }

    /// <summary>The unit's name for a product.</summary>
    public string UnitOf(string product) => Kind == Systemd ? Unit ?? $"{product}.service" : "";

    /// <summary>As device.json spells it.</summary>
    internal JsonObject ToJson(string product)
    {
        var json = new JsonObject { ["kind"] = Kind };
        foreach (var (name, value) in new[] { ("unit", UnitOf(product)), ("start", Start), ("stop", Stop), ("restart", Restart) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                json[name] = value;
            }
        }

        return json;
    }
}
