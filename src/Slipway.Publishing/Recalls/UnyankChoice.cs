using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>Which yanks a request is about.</summary>
internal static class UnyankChoice
{
    /// <summary>The yanks among <paramref name="said"/> that hold and are meant. Where several rollouts tell of a release in different words, each is one.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: neither releases nor all are meant, or both.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.NotYanked"/>, for each release that was never yanked.</exception>
    public static ImmutableArray<YankedRelease> Make(UnyankRequest request, IEnumerable<YankedRelease> said, UnyankedReleases unyanked)
    {
        RequireClear(request);
        var holding = unyanked.Holding(said.Select(UnyankedReleases.NameOf).Distinct());
        var settled = unyanked.Declarations.SelectMany(declaration => declaration.Yanks).Select(yank => yank.Version).ToHashSet();

        // A release that is to stay yanked and is misspelt would be let go.
        Require(request.Except.Where(version => holding.All(yank => yank.Version != version)));
        Require(request.Versions.Where(version => holding.All(yank => yank.Version != version) && !settled.Contains(version)));
        return [.. holding.Where(IsMeant).OrderBy(yank => yank.Version).ThenBy(yank => yank.At)];

        bool IsMeant(YankedRelease yank) => request.IsAboutAll ? !request.Except.Contains(yank.Version) : request.Versions.Contains(yank.Version);
    }

    private static void RequireClear(UnyankRequest request)
    {
        if (request.IsAboutAll == !request.Versions.IsEmpty || (!request.Except.IsEmpty && !request.IsAboutAll))
        {
            throw new InputException(InputFailure.OptionInvalid, "It is not clear which yanks are to be void: expected either releases or --all, and --except with --all alone.")
            {
                Hint = "'slipway status' shows what is yanked, and why.",
            };
        }
    }

    private static void Require(IEnumerable<SemanticVersion> unknown)
    {
        ImmutableArray<PolicyRefusal> refusals = [.. unknown.Select(version => new PolicyRefusal(PolicyFailure.NotYanked, $"{version} is not yanked.", "'slipway status' shows what is."))];
        if (!refusals.IsEmpty)
        {
            throw new PolicyException(refusals);
        }
    }
}
