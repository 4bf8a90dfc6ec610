namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>One version of a role: its keys, by number, its threshold, and the keys that signed it; written as <c>2/0134: 041</c>.</summary>
internal sealed record RotationStep(int Threshold, int[] Keys, int[] Signers)
{
    public static RotationStep Parse(string step)
    {
        var parts = step.Trim().Split('/', ':');
        return new RotationStep(int.Parse(parts[0], null), Digits(parts[1]), Digits(parts[2]));
    }

    private static int[] Digits(string text) => [.. text.Trim().Select(digit => digit - '0')];
}
