using System.Text.Json;

namespace Slipway.Cli.Tests;

/// <summary>What a command said, and how it ended.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
