using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Policy;

/// <summary>Reads the steps of a channel's rollouts.</summary>
internal static class Waves
{
    /// <summary>How long a wave is watched where slipway.json does not say (REQUIREMENTS B19).</summary>
    public static readonly TimeSpan DefaultSoak = TimeSpan.FromMinutes(30);

    /// <summary>Everyone at once.</summary>
    public static readonly ImmutableArray<Wave> All = [new(Rollout.Everyone, DefaultSoak)];

    private const string Percent = "percent";
    private const string Expected = "rising percentages such as [1, 10, 50, 100]";

    /// <summary><c>waves</c> as percentages or objects, or <c>strategy</c>, each with the channel's <c>soak</c> where it has none of its own.</summary>
    /// <exception cref="FormatException">They are not rising shares, or are given twice.</exception>
    public static ImmutableArray<Wave> FromJson(JsonFields channel)
    {
        var soak = channel.TextOr("soak", DurationText.Parse, DefaultSoak);
        if (channel.Has("strategy"))
        {
            return channel.Has("waves")
                ? throw channel.Refuse("strategy", "given beside waves", "one of the two")
                : [.. RolloutStrategy.Shares(channel).Select(share => new Wave(share, soak))];
        }

        if (channel.Has("batches"))
        {
            throw channel.Refuse("batches", "given without a strategy", "it with \"strategy\": \"rolling\" only");
        }

        return channel.Has("waves") ? ReadAll(channel, soak) : [.. All.Select(wave => wave with { Soak = soak })];
    }

    private static ImmutableArray<Wave> ReadAll(JsonFields channel, TimeSpan soak)
    {
        ImmutableArray<Wave> waves = [.. channel.ObjectsOr("waves", Percent).Select(wave => Read(wave, soak))];
        return waves.Length > 0 && waves.Zip(waves.Skip(1)).All(pair => pair.First.Permyriad < pair.Second.Permyriad)
            ? waves
            : throw channel.Refuse("waves", $"[{string.Join(", ", waves.Select(wave => RolloutShare.Format(wave.Permyriad)))}]", Expected);
    }

    private static Wave Read(JsonFields wave, TimeSpan soak)
    {
        wave.RequireOnly(Percent, "soak");
        return new Wave(ReadShare(wave), wave.TextOr("soak", DurationText.Parse, soak));
    }

    /// <summary>Whole percentages are numbers; others are texts, for there are no fractions in our JSON.</summary>
    private static int ReadShare(JsonFields wave)
    {
        var share = wave.Value[Percent]?.GetValueKind() == JsonValueKind.String
            ? wave.Text(Percent, RolloutShare.Parse)
            : RolloutShare.Parse(wave.Integer(Percent, 1, 100).ToString(CultureInfo.InvariantCulture));
        return share > 0 ? share : throw wave.Refuse(Percent, "0", "a share above 0");
    }
}
