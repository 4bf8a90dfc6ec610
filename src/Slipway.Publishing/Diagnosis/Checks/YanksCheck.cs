using System.Globalization;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Can the next bad release still be yanked, and did somebody yank what nobody could: releases that do not exist?</summary>
internal sealed class YanksCheck : ICheck
{
    private const int NearlyFull = Yanker.MaxYanked * 3 / 4;
    private const int Shown = 5;

    public string Name => "yanks";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        var yanked = await YankedReleases.ReadAsync(state, cancellation);
        notes.Note(string.Create(CultureInfo.InvariantCulture, $"{yanked.Length} of at most {Yanker.MaxYanked} releases are yanked"));
        if (yanked.Length >= NearlyFull)
        {
            notes.Warn(
                DoctorFinding.YanksNearlyFull,
                $"{yanked.Length} releases are yanked",
                $"fewer than {NearlyFull}, since after {Yanker.MaxYanked} none can be",
                "'slipway history' shows who yanked them. Take off what a thief has named, or what nothing can run any more: slipway unyank VERSION --reason TEXT, signed by the people of targets.");
        }

        var latest = Retention.VersionsOf(state).DefaultIfEmpty().Max();
        var ahead = yanked.Where(release => latest is null || release.Version > latest).Select(release => release.Version.ToString()).ToArray();
        if (ahead.Length > 0)
        {
            notes.Warn(
                DoctorFinding.YankedAhead,
                $"{string.Join(", ", ahead.Take(Shown))}{(ahead.Length > Shown ? $" and {ahead.Length - Shown} more" : "")} {(ahead.Length == 1 ? "is" : "are")} yanked, later than anything that was published",
                "yanks of published releases, as the command makes them",
                "Somebody else may have the rollout key: docs/runbook.md, 'A stolen rollout key'.");
        }
    }
}
