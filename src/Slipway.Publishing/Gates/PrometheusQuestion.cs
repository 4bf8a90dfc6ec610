using System.Collections.Immutable;
using System.Globalization;

namespace Slipway.Publishing.Gates;

/// <summary>A query to Prometheus, or whatever speaks its API, as of the moment when it is asked there. Every series of the answer must keep to the thresholds.</summary>
internal sealed record PrometheusQuestion : GateQuestion
{
    // As long as addresses may be everywhere on the way.
    private const int MaxQueryInAddress = 1500;

    private const int SignificantDigits = 6;

    /// <summary>The server, as <c>http://127.0.0.1:9090/</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The query, in PromQL.</summary>
    public required GateTemplate Query { get; init; }

    /// <summary>A query for what the value is compared with, or null.</summary>
    public GateTemplate? Baseline { get; init; }

    /// <summary>What is asked of the value.</summary>
    public required GateThresholds Thresholds { get; init; }

    /// <summary>What the server asks for, or null.</summary>
    public GateToken? Token { get; init; }

    /// <inheritdoc/>
    public override string Limit => Thresholds.ToString();

    /// <inheritdoc/>
    internal override TimeSpan UsualTimeout => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    internal override async Task<GateAnswer> AskAsync(GateSubject subject, string folder, CancellationToken cancellation)
    {
        var asking = QueryAsync(Query.Fill(subject), folder, cancellation);
        var comparing = Baseline is null ? Task.FromResult<decimal?>(null) : ReadBaselineAsync(Baseline, subject, folder, cancellation);
        try
        {
            await Task.WhenAll(comparing, asking);
            return Judge(await asking, await comparing);
        }
        catch (NoAnswerException) when (IsBrokenWithoutBaseline(asking))
        {
            return (this with { Thresholds = Thresholds.WithoutBaseline }).Judge(await asking, baseline: null);
        }
    }

    /// <summary>A bound that needs no baseline is broken with any.</summary>
    private bool IsBrokenWithoutBaseline(Task<ImmutableArray<PrometheusSample>> answered) =>
        answered.IsCompletedSuccessfully && FindBroken(answered.Result, Thresholds.WithoutBaseline, baseline: null) is not null;

    private async Task<decimal?> ReadBaselineAsync(GateTemplate query, GateSubject subject, string folder, CancellationToken cancellation)
    {
        var samples = await QueryAsync(query.Fill(subject), folder, cancellation);
        return samples is not [var sample] ? throw new NoAnswerException(samples.IsEmpty ? "the baseline is empty" : $"the baseline has {samples.Length} series: expected one")
            : sample.Value is { } value ? (value >= 0 ? value : throw new NoAnswerException($"the baseline is {Text(value)}: expected no less than 0"))
            : throw new NoAnswerException($"the baseline is {sample.Text}");
    }

    private static PrometheusSample? FindBroken(ImmutableArray<PrometheusSample> samples, GateThresholds thresholds, decimal? baseline) =>
        samples.FirstOrDefault(sample => sample.Value is { } value && !thresholds.AreMetBy(value, baseline ?? 0));

    /// <summary>What was measured and breaks a threshold says more than what could not be measured.</summary>
    private GateAnswer Judge(ImmutableArray<PrometheusSample> samples, decimal? baseline)
    {
        if (FindBroken(samples, Thresholds, baseline) is { } broken)
        {
            return GateAnswer.Of(isMet: false, Describe(broken, samples.Length, baseline));
        }

        return samples.IsEmpty ? throw new NoAnswerException("the query finds no data")
            : samples.FirstOrDefault(sample => sample.Value is null) is { } unknown ? throw new NoAnswerException($"the value is {unknown.Text}{unknown.Labels}")
            : baseline == 0 && Thresholds.AtLeastOfBaseline is not null ? throw new NoAnswerException("the baseline is 0, of which everything is a part")
            : GateAnswer.Of(isMet: true, Describe(Worst(samples), samples.Length, baseline));
    }

    private PrometheusSample Worst(ImmutableArray<PrometheusSample> samples) =>
        Thresholds.AtMost is not null || Thresholds.AtMostOverBaseline is not null ? samples.MaxBy(sample => sample.Value)! : samples.MinBy(sample => sample.Value)!;

    /// <summary>A few digits, but all of them where the few would lie on the other side of a threshold.</summary>
    private string Describe(PrometheusSample sample, int count, decimal? baseline)
    {
        var value = sample.Value!.Value;
        var isShort = Thresholds.AreMetBy(Round(value), baseline ?? 0) == Thresholds.AreMetBy(value, baseline ?? 0);
        string?[] more =
        [
            baseline is { } with ? $"baseline {Text(with)}" : null,
            count > 1 ? sample.Labels.Trim() : null,
            count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{count} series") : null,
        ];
        var text = isShort ? Text(value) : value.ToString(CultureInfo.InvariantCulture);
        return more.Any(part => part is not null) ? $"{text} ({string.Join(", ", more.OfType<string>())})" : text;
    }

    private static decimal Round(decimal value)
    {
        var wholeDigits = (int)Math.Floor(Math.Log10((double)Math.Max(Math.Abs(value), 0.000001m))) + 1;
        return Math.Round(value, Math.Clamp(SignificantDigits - wholeDigits, 0, 12));
    }

    private static string Text(decimal value) => Round(value).ToString("0.############", CultureInfo.InvariantCulture);

    private async Task<ImmutableArray<PrometheusSample>> QueryAsync(string query, string folder, CancellationToken cancellation)
    {
        var encoded = $"query={Uri.EscapeDataString(query)}";
        var address = new UriBuilder(Server) { Path = $"{Server.AbsolutePath.TrimEnd('/')}/api/v1/query" };
        using var request = encoded.Length <= MaxQueryInAddress
            ? new HttpRequestMessage(HttpMethod.Get, new UriBuilder(address.Uri) { Query = encoded }.Uri)
            : new HttpRequestMessage(HttpMethod.Post, address.Uri) { Content = new StringContent(encoded, mediaType: new("application/x-www-form-urlencoded")) };
        var (status, body) = await GateConnection.SendAsync(request, Token, folder, cancellation);
        return PrometheusAnswer.Read(status, body, GateConnection.Name(request));
    }
}
