namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does anything run <c>slipway refresh</c> on a schedule, and often enough? Without it devices refuse everything after the timestamp's lifetime.</summary>
internal sealed class ScheduleCheck : ICheck
{
    private const string Advice =
        "Run 'slipway refresh' once a day, with the keys of snapshot, timestamp and rollout: a workflow with on.schedule.cron, a systemd timer, or cron. If it runs on another machine, this is as it should be.";

    public string Name => "schedule";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var places = new ScheduleSearch(examination.Policy.Folder, examination.Surroundings.ScheduleFolders);
        var found = await places.FindAsync(cancellation);
        if (found.IsEmpty)
        {
            notes.Warn(
                DoctorFinding.RefreshNotScheduled,
                "nothing runs 'slipway refresh': looked at workflows of the repository, and at timers and cron of this machine",
                "a schedule",
                Advice);
            return;
        }

        var lifetime = new[] { "timestamp", "snapshot" }.Min(role => examination.Policy.Roles[role].Lifetime);
        foreach (var schedule in found)
        {
            Judge(schedule, lifetime, notes);
        }
    }

    private static void Judge(RefreshSchedule schedule, TimeSpan lifetime, CheckNotes notes)
    {
        if (schedule.LongestGap is { } gap && gap >= lifetime)
        {
            notes.Warn(
                DoctorFinding.RefreshTooSeldom,
                $"{schedule.File} runs 'slipway refresh' with up to {DurationWords.Of(gap)} between",
                $"less than {DurationText.Format(lifetime)}, so that one failure is no outage",
                Advice);
            return;
        }

        notes.Note($"{schedule.File}{(schedule.LongestGap is { } known ? $", at most {DurationWords.Of(known)} between" : "")}");
    }
}
