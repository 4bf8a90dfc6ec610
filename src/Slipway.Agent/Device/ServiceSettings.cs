using Slipway.Health;
using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>How the product is started and stopped here: <c>service</c> in device.json.</summary>
public sealed record ServiceSettings
{
    private ServiceSettings()
    {
    }

    /// <summary>Nothing to start or stop.</summary>
    public static ServiceSettings None { get; } = new();

    /// <summary>Who does it.</summary>
    public ServiceKind Kind { get; private init; }

    /// <summary>The systemd unit, for <see cref="ServiceKind.Systemd"/>.</summary>
    public string? Unit { get; private init; }

    /// <summary>The command that starts it, for <see cref="ServiceKind.Command"/>.</summary>
    public string? Start { get; private init; }

    /// <summary>The command that stops it.</summary>
    public string? Stop { get; private init; }

    /// <summary>The command that restarts it; without one it is stopped and started.</summary>
    public string? Restart { get; private init; }

    /// <summary>The file that the product logs to, below the product's folder unless absolute; null for the journal, or the output of the commands.</summary>
    public string? LogFile { get; private init; }

    /// <exception cref="FormatException">The kind is unknown, or a field that it needs is missing.</exception>
    public static ServiceSettings FromJson(JsonFields service) => service.Text("kind") switch
    {
        "none" => None,
        "systemd" => new ServiceSettings { Kind = ServiceKind.Systemd, Unit = ReadUnit(service), LogFile = service.OptionalText("log_file") },
        "command" => new ServiceSettings
        {
            Kind = ServiceKind.Command,
            Start = service.Text("start"),
            Stop = service.Text("stop"),
            Restart = service.OptionalText("restart"),
            LogFile = service.OptionalText("log_file"),
        },
        var other => throw service.Refuse("kind", $"'{other}'", "systemd, command or none"),
    };

    private static string ReadUnit(JsonFields service) =>
        service.Text("unit") is var unit && UnitName.IsValid(unit) ? unit : throw service.Refuse("unit", $"'{unit}'", "the name of a unit, as in edge-agent.service");
}
