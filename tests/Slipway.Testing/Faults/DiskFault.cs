using System.Globalization;

namespace Slipway.Testing.Faults;

/// <summary>What happens to a program at one of the system calls with which it changes a folder.</summary>
/// <param name="Action">What happens, as <c>disk-points.c</c> spells it.</param>
/// <param name="Point">At which call, from 1.</param>
public readonly record struct DiskFault(string Action, int Point)
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    /// <summary>Nothing: the calls are listed.</summary>
    public static DiskFault None { get; } = new("count", 0);

    /// <summary>Killed instead of the call.</summary>
    public static DiskFault Kill(int point) => new("kill", point);

    /// <summary>Killed when half of the bytes were written.</summary>
    public static DiskFault Torn(int point) => new("torn", point);

    /// <summary>The file system below the folder loses its power, and nothing is flushed any more.</summary>
    public static DiskFault PowerLoss(int point) => new("power", point);

    /// <summary>The call fails with EIO.</summary>
    public static DiskFault Broken(int point) => Fail(point, InputOutputError);

    /// <summary>The call fails with ENOSPC.</summary>
    public static DiskFault NoRoom(int point) => Fail(point, NoSpace);

    /// <summary>From this call on, whatever needs room fails with ENOSPC.</summary>
    public static DiskFault Full(int point) => new("full", point);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Action} {Point}");

    private static DiskFault Fail(int point, int error) => new(string.Create(CultureInfo.InvariantCulture, $"fail:{error}"), point);
}
