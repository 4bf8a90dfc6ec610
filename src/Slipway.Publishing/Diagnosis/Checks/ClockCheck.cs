using System.Globalization;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Is this machine's clock right? What it signs expires by it, and devices compare that with theirs.</summary>
internal sealed class ClockCheck : ICheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public string Name => "clock";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var compared = 0;
        foreach (var address in examination.Policy.LinkCommand.IsEmpty ? examination.WebAddresses : [])
        {
            var answer = await examination.Web.GetAsync(address, "metadata/timestamp.json", MetadataLimits.TimestampBytes, cancellation);

            // A copy from a cache has the date of when it was made.
            if (answer.Date is { } date && answer.Age == TimeSpan.Zero)
            {
                Compare(examination, notes, date, $"{answer.Address.Host}'s");
                compared++;
            }
        }

        if (examination.Request.MayWrite && !examination.IsFolderMissing && await StoreProbe.ReadClockAsync(examination.Store, cancellation) is { } written)
        {
            Compare(examination, notes, written, "the store's");
            compared++;
        }

        if ((await examination.ReadAsync(cancellation)).State?.Timestamp.SignedAt is { } signedAt)
        {
            // The past is where it belongs; only a time to come says something.
            Compare(examination, notes, signedAt > examination.Now ? signedAt : examination.Now, "the last publisher's");
            compared++;
        }

        if (compared == 0)
        {
            notes.Skip("there is nothing here to compare it with: no address over http, no repository, and no writing");
        }
    }

    private static void Compare(Examination examination, CheckNotes notes, DateTimeOffset other, string whose)
    {
        var skew = examination.Now - other;
        if (skew.Duration() <= Tolerance)
        {
            notes.Note($"agrees with {whose}");
            return;
        }

        var shortest = examination.Policy.Roles.Values.MinBy(role => role.Lifetime)!;
        var found = $"this machine's clock is {DurationWords.Of(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} {whose}";
        var severity = skew.Duration() > shortest.Lifetime ? Severity.Error : Severity.Warning;
        notes.Add(new Finding(
            DoctorFinding.ClockOff,
            severity,
            found,
            string.Create(CultureInfo.InvariantCulture, $"at most {Tolerance.TotalMinutes:0} minute"),
            severity == Severity.Error
                ? $"Set the clock that is wrong before anything is signed: {shortest.Role} lives for {DurationText.Format(shortest.Lifetime)} only, so devices would refuse what is signed here, or take it for too long."
                : "Let the machine follow a time server, for example with chrony or systemd-timesyncd."));
    }
}
