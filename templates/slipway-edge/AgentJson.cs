using System.Text.Json.Serialization;
using EdgeAgent.Health;
using EdgeAgent.Readings;

namespace EdgeAgent;

/// <summary>What the agent writes as JSON. Generated when compiling, so that the first answer is as fast as the second.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AgentIdentity))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Reading))]
internal sealed partial class AgentJson : JsonSerializerContext;
