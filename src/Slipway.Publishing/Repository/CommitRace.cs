using System.Security.Cryptography;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Repository;

/// <summary>One publication's attempts against others that publish at the same time: how many there are, and how long it pauses between them.</summary>
/// <remarks>
/// Every lost race is somebody else's publication, so together publishers never stand still. A pause is measured in attempts, which take
/// milliseconds in a folder and seconds in a bucket: its range doubles with each loss, until about as many wait as there are others.
/// Who has lost half of its attempts pauses no more, while those who began later still do: nobody is last for ever.
/// </remarks>
internal sealed class CommitRace(TimeProvider time)
{
    /// <summary>Attempts before giving up.</summary>
    public const int MaxAttempts = 50;

    private const int PatientAttempts = MaxAttempts / 2;
    private const int MaxDoublings = 4;

    // The first attempt may have stored a large payload, which the next ones need not.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private int _lost;
    private long _begin;

    /// <summary>What a publication ends with that has lost them all.</summary>
    public static StoreException Lost(Uri store) =>
        new(StoreFailure.Conflict, $"Others published to {ReleaseStores.NameOf(store)} first, {MaxAttempts} times in a row.") { Hint = "Nothing was published. Try again." };

    /// <summary>Begins an attempt.</summary>
    /// <returns>Whether there is one left.</returns>
    public bool TryBegin()
    {
        _begin = time.GetTimestamp();
        return _lost < MaxAttempts;
    }

    /// <summary>Lets others go first for a random time, after an attempt was lost.</summary>
    public Task PauseAsync(CancellationToken cancellation) => Task.Delay(LongestNext(time.GetElapsedTime(_begin)) * RandomShare(), time, cancellation);

    /// <summary>The longest pause after another lost attempt, which took <paramref name="attempt"/>.</summary>
    internal TimeSpan LongestNext(TimeSpan attempt)
    {
        _lost++;
        var pause = attempt * (1 << Math.Min(_lost, MaxDoublings));
        return _lost >= PatientAttempts ? TimeSpan.Zero : pause < LongestPause ? pause : LongestPause;
    }

    private static double RandomShare() => RandomNumberGenerator.GetInt32(1_000) / 1_000.0;
}
