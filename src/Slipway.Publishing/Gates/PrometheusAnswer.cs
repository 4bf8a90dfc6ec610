using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Slipway.Publishing.Gates;

/// <summary>Reads what <c>/api/v1/query</c> answers.</summary>
internal static class PrometheusAnswer
{
    // Beyond it a comparison with decimals could overflow.
    private const decimal Largest = 1_000_000_000_000_000_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>The series.</summary>
    /// <exception cref="NoAnswerException">It is an error, has warnings, or is something else.</exception>
    public static ImmutableArray<PrometheusSample> Read(HttpStatusCode status, byte[] body, string server)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return Read(document.RootElement, status, server);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new NoAnswerException($"{server} answered {(int)status}, and not as Prometheus does");
        }
    }

    private static ImmutableArray<PrometheusSample> Read(JsonElement answer, HttpStatusCode status, string server)
    {
        if (answer.GetProperty("status").GetString() != "success" || status != HttpStatusCode.OK)
        {
            throw new NoAnswerException($"{server} answered {(int)status}: {(answer.TryGetProperty("error", out var error) ? error.GetString() : "no reason")}");
        }

        // Part of the data may be missing.
        if (answer.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array && warnings.GetArrayLength() > 0)
        {
            throw new NoAnswerException($"{server} warns: {warnings[0].GetString()}");
        }

        var data = answer.GetProperty("data");
        var result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() switch
        {
            "scalar" => [Sample("", result)],
            "vector" => [.. result.EnumerateArray().Select(series => Sample(Labels(series.GetProperty("metric")), series.GetProperty("value")))],
            var other => throw new NoAnswerException($"the query gives a {other}: expected one value for each series"),
        };
    }

    private static PrometheusSample Sample(string labels, JsonElement pair)
    {
        var text = pair[1].GetString() ?? "";
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Largest;
        return new PrometheusSample(labels, text, isNumber ? number : null);
    }

    private static string Labels(JsonElement metric)
    {
        var labels = string.Join(",", metric.EnumerateObject().Select(label => $"{label.Name}=\"{label.Value.GetString()}\""));
        return labels.Length == 0 ? "" : $" {{{labels}}}";
    }
}
