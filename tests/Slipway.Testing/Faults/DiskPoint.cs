using System.Globalization;

namespace Slipway.Testing.Faults;

/// <summary>A system call with which a program changed something.</summary>
/// <param name="Number">Its place among them, from 1.</param>
/// <param name="Call">Its name, for example <c>rename</c>.</param>
/// <param name="Path">What it changed.</param>
public sealed record DiskPoint(int Number, string Call, string Path)
{
    /// <summary>Whether it writes bytes, of which some may arrive.</summary>
    public bool IsWrite => Call is "write" or "pwrite64";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Call} {Path}");

    internal static DiskPoint Parse(string line)
    {
        var parts = line.Split(' ', 3);
        return new DiskPoint(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]);
    }
}
