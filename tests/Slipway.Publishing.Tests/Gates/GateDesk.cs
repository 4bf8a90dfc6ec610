using System.Collections.Immutable;
using System.Net;
using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Tests.Gates;

/// <summary>Gates of slipway.json, asked about one release.</summary>
internal sealed class GateDesk(ReleaseWorkshop workshop) : IDisposable
{
    private const string Place = "\"canary\": { \"waves\"";

    public static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly GateSubject Subject = new(SegmentName.Parse("edge-agent"), SemanticVersion.Parse("1.4.2"), ReleaseWorkshop.Canary)
    {
        From = ReleaseWorkshop.Canary,
        Previous = SemanticVersion.Parse("1.4.1"),
        Since = Time.AddMinutes(-30),
        Time = Time,
    };

    public ReleaseWorkshop Workshop => workshop;

    public static async Task<GateDesk> CreateAsync() => new(await ReleaseWorkshop.CreateAsync());

    public ReleasePolicy Policy(string gates)
    {
        workshop.EditPolicy(Place, $"\"canary\": {{ \"gates\": [{gates}], \"waves\"");
        return workshop.Policy;
    }

    public async Task<RuleEvidence> AskAsync(string gate, GateSubject? subject = null)
    {
        var policy = Policy(gate);
        var answers = await new GateKeeper(policy).AskAsync(policy.Channel(ReleaseWorkshop.Canary).Gates, subject ?? Subject, CancellationToken.None);
        return Assert.Single(answers);
    }

    /// <summary>What Prometheus answers, in its own words: a series for each value.</summary>
    public static string Vector(params string[] values)
    {
        var series = values.Select((value, i) => $$"""{"metric":{"rid":"r{{i}}"},"value":[1772366400,"{{value}}"]}""");
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + string.Join(',', series) + "]}}";
    }

    /// <summary>A server that gives the answers in turn, the last one for ever.</summary>
    public static LoopbackServer Serve(params string[] answers)
    {
        var next = 0;
        return new LoopbackServer((_, response) => response.OutputStream.Write(Encoding.UTF8.GetBytes(answers[Math.Min(next++, answers.Length - 1)])));
    }

    public static LoopbackServer Serve(HttpStatusCode status, string body = "", string? location = null) => new((_, response) =>
    {
        response.StatusCode = (int)status;
        response.RedirectLocation = location;
        response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
    });

    public void Dispose() => workshop.Dispose();
}
