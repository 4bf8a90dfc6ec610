using System.Text.Json.Nodes;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>What goes wrong with one request.</summary>
public sealed record GitHubFault
{
    /// <summary>Nothing goes wrong.</summary>
    public static GitHubFault None { get; } = new() { IsDone = true };

    /// <summary>The connection breaks before anything is done; an upload leaves an asset that is none.</summary>
    public static GitHubFault BreakOff { get; } = new() { Breaks = true };

    /// <summary>It is done, and the answer never arrives.</summary>
    public static GitHubFault LoseAnswer { get; } = new() { Breaks = true, IsDone = true };

    /// <summary>Nothing moves any more.</summary>
    public static GitHubFault Stall { get; } = new() { Stalls = true };

    /// <summary>The status of a refusal.</summary>
    public int Status { get; init; }

    public string Message { get; init; } = "Server Error";

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Whether the request is carried out all the same.</summary>
    public bool IsDone { get; init; }

    public bool Breaks { get; init; }

    public bool Stalls { get; init; }

    /// <summary>What somebody else does before the request is carried out.</summary>
    public Action? Meanwhile { get; init; }

    public static GitHubFault Refuse(int status, string message = "Server Error", params (string Name, string Value)[] headers) =>
        new() { Status = status, Message = message, Headers = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal) };

    /// <summary>The request is carried out after somebody else has done something.</summary>
    public static GitHubFault After(Action meanwhile) => new() { IsDone = true, Meanwhile = meanwhile };

    internal JsonObject Body() => new() { ["message"] = Message };
}
