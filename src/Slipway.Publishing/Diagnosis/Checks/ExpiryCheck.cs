using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>What has expired, and what expires before somebody may notice?</summary>
internal sealed class ExpiryCheck : ICheck
{
    public string Name => "expiry";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        var roles = RoleLife.OfAll(state, examination.Policy);
        foreach (var role in roles)
        {
            Judge(role, examination.Now, notes);
        }

        var next = roles.MinBy(role => role.Expires)!;
        notes.Note($"next is {next.Role} at {IsoTime.Format(next.Expires)}");
    }

    private static void Judge(RoleLife role, DateTimeOffset now, CheckNotes notes)
    {
        var renew = role.IsOnline ? "slipway refresh" : $"slipway refresh --role {role.Role}";
        switch (role.At(now))
        {
            case RoleFreshness.Expired:
                notes.Fail(
                    DoctorFinding.RoleExpired,
                    $"{role.Role} expired at {IsoTime.Format(role.Expires)}",
                    "to be signed again before",
                    $"{renew}. Until then devices refuse it and keep what they have.");
                break;
            case RoleFreshness.EndsSoon:
                notes.Warn(
                    DoctorFinding.RoleExpiresSoon,
                    $"{role.Role} expires in {DurationWords.Of(role.Expires - now)}, at {IsoTime.Format(role.Expires)}",
                    $"at least {DurationWords.Of(role.Margin)} left of {DurationText.Format(role.Lifetime)}",
                    $"{renew}");
                break;
        }
    }
}
