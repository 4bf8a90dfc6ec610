using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does the store really refuse to overwrite? Everything that keeps publishers from losing each other's work rests on it (ATTACKS P1).</summary>
internal sealed class ConditionalWritesCheck : ICheck
{
    private const int Racers = 8;

    public string Name => "writes";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (!examination.Request.MayWrite)
        {
            notes.Skip("--no-write was given");
            return;
        }

        if (examination.IsFolderMissing)
        {
            notes.Skip("the folder does not exist, and is not made to try it");
            return;
        }

        StoreProbe[] probes = [new(examination.Store), new(examination.Store)];
        try
        {
            await TryOverwritingAsync(examination.Store, probes[0], notes, cancellation);
            await RaceAsync(examination.Store, probes[1], notes, cancellation);
            notes.Note("write-once and compare-and-swap were tried with objects of its own, which are deleted again");
        }
        catch (StoreException refusal)
        {
            notes.Fail(DoctorFinding.StoreNotWritable, refusal.InWords(), "objects to be written, read and deleted", refusal.Hint ?? "Look at the permissions of what publishes from here. Where nothing does, say --no-write.");
        }
        finally
        {
            await DeleteAsync(probes, notes);
        }
    }

    private static async Task TryOverwritingAsync(IReleaseStore store, StoreProbe probe, CheckNotes notes, CancellationToken cancellation)
    {
        var (first, second, third) = (StoreProbe.NewContent(), StoreProbe.NewContent(), StoreProbe.NewContent());
        await store.CreateAsync(probe.Path, first, cancellation);
        if (await store.CreateAsync(probe.Path, second, cancellation) != WriteOnce.Differs || !await probe.HasAsync(first, cancellation))
        {
            FailWriteOnce(notes, "an object was written a second time with other bytes, and the store did not refuse");
            return;
        }

        var tag = (await probe.ReadAsync(cancellation))!.Tag;
        var isReplaced = await store.TryReplaceAsync(probe.Path, second, tag, cancellation);
        var isStaleTaken = await store.TryReplaceAsync(probe.Path, third, tag, cancellation);
        var isFirstTaken = await store.TryReplaceAsync(probe.Path, third, expectedTag: null, cancellation);
        if (!isReplaced || isStaleTaken || isFirstTaken || !await probe.HasAsync(second, cancellation))
        {
            notes.Fail(
                DoctorFinding.ReplaceNotEnforced,
                isReplaced ? "an object was replaced under a condition that was no longer met" : "an object could not be replaced under a condition that was met",
                "If-Match to decide",
                AdviceOf("If-Match"));
        }
    }

    private static async Task RaceAsync(IReleaseStore store, StoreProbe probe, CheckNotes notes, CancellationToken cancellation)
    {
        var entries = Enumerable.Range(0, Racers).Select(_ => StoreProbe.NewContent()).ToArray();
        var results = await Task.WhenAll(entries.Select(entry => Task.Run(() => store.CreateAsync(probe.Path, entry, cancellation), cancellation)));
        await RequireOneWinnerAsync(probe, notes, entries, [.. results.Select(result => result == WriteOnce.Created)], "wrote a new object", cancellation);

        var tag = (await probe.ReadAsync(cancellation))?.Tag;
        var next = Enumerable.Range(0, Racers).Select(_ => StoreProbe.NewContent()).ToArray();
        var replaced = await Task.WhenAll(next.Select(entry => Task.Run(() => store.TryReplaceAsync(probe.Path, entry, tag, cancellation), cancellation)));
        await RequireOneWinnerAsync(probe, notes, next, replaced, "replaced the same state of an object", cancellation);
    }

    private static async Task RequireOneWinnerAsync(
        StoreProbe probe, CheckNotes notes, StoreContent[] entries, bool[] hasWon, string what, CancellationToken cancellation)
    {
        var winners = entries.Where((_, i) => hasWon[i]).ToArray();
        if (winners.Length != 1 || !await probe.HasAsync(winners[0], cancellation))
        {
            notes.Fail(
                DoctorFinding.RaceNotDecided,
                winners.Length == 1 ? $"one of {Racers} writers {what}, and another one's bytes are there" : $"{winners.Length} of {Racers} writers at the same time {what}",
                "exactly one",
                AdviceOf("If-None-Match and If-Match"));
        }
    }

    private static void FailWriteOnce(CheckNotes notes, string found) =>
        notes.Fail(DoctorFinding.WriteOnceNotEnforced, found, "If-None-Match: * to decide", AdviceOf("If-None-Match: *"));

    private static string AdviceOf(string condition) =>
        $"Do not publish here: two publishers would overwrite each other. Use a store that honours {condition}, and look for a proxy in front of it that drops the header.";

    private static async Task DeleteAsync(StoreProbe[] probes, CheckNotes notes)
    {
        foreach (var probe in probes)
        {
            if (await probe.TryDeleteAsync() is { } refusal)
            {
                notes.Warn(DoctorFinding.StoreNotWritable, $"{probe.Path} could not be deleted: {refusal.Message.TrimEnd('.')}", "what was tried to be gone", $"Delete {StoreProbe.Folder} in the store; 'slipway prune' from here cannot delete either.");
            }
        }
    }
}
