using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Recalls;

/// <summary>What the targets role says of yanks: <c>x-unyanked</c> in its signed part, an array of declarations, the last one at the end.</summary>
/// <remarks>
/// Publishers go by it, and devices ignore it: they go by the rollouts, which no publisher lets say again what is void. A yank is named by its release, time and words,
/// not by a limit in time: a thief's may be of a time far ahead, and one that people made meanwhile has to hold.
/// </remarks>
internal sealed class UnyankedReleases
{
    /// <summary>The field of targets.</summary>
    public const string Field = "x-unyanked";

    /// <summary>Yanks that earlier declarations may name: what is forgotten can only come back with a rollout that was staged before.</summary>
    public const int MaxRemembered = 256;

    private readonly HashSet<YankedRelease> _void;

    private UnyankedReleases(ImmutableArray<Unyank> declarations)
    {
        Declarations = declarations;
        _void = [.. declarations.SelectMany(declaration => declaration.Yanks)];
    }

    /// <summary>The declarations, the last one at the end.</summary>
    public ImmutableArray<Unyank> Declarations { get; }

    /// <summary>What <paramref name="targets"/> says.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>: also where it has something that this version does not know.</exception>
    public static UnyankedReleases Of(Targets targets)
    {
        try
        {
            var fields = targets.Extensions.ToFields();
            return new(fields.Has(Field) ? [.. fields.Objects(Field).Select(Unyank.FromJson)] : []);
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, RoleNames.Targets, $"The targets role's {Field} is malformed: {malformed.Message}.", malformed);
        }
    }

    /// <summary>How declarations name a yank. Its words are a line at most, whatever a thief wrote: everybody who approves reads them.</summary>
    public static YankedRelease NameOf(YankedRelease yank) => new(yank.Version, PlainLine.Of(yank.Reason, YankedRelease.MaxReason) ?? "", yank.At);

    /// <summary>Whether this very yank is void.</summary>
    public bool IsVoid(YankedRelease yank) => _void.Contains(NameOf(yank));

    /// <summary>Those of <paramref name="yanks"/> that hold.</summary>
    public ImmutableArray<YankedRelease> Holding(IEnumerable<YankedRelease> yanks) => [.. yanks.Where(yank => !IsVoid(yank))];

    /// <summary>The yanks that these declare void and <paramref name="former"/> ones did not.</summary>
    public ImmutableArray<YankedRelease> Since(UnyankedReleases former) => [.. _void.Where(yank => !former.IsVoid(yank)).OrderBy(yank => yank.Version).ThenBy(yank => yank.At)];

    /// <summary>These and one declaration more. The oldest are forgotten when there are many.</summary>
    public UnyankedReleases With(Unyank next)
    {
        var remembered = 0;
        var former = Declarations.Reverse().TakeWhile(declaration => (remembered += declaration.Yanks.Length) <= MaxRemembered).Reverse();
        return new([.. former, next]);
    }

    /// <summary>The role that says so.</summary>
    public Targets WriteTo(Targets targets) => targets with
    {
        Extensions = targets.Extensions.With(Field, Declarations.IsEmpty ? null : new JsonArray([.. Declarations.Select(declaration => (JsonNode)declaration.ToJson())])),
    };
}
