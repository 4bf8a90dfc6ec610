using System.Text.RegularExpressions;

namespace Slipway.MSBuild.Tests;

/// <summary>What a run of the SDK came to.</summary>
internal sealed record DotnetResult(int ExitCode, string Output)
{
    /// <summary>Asserts that it succeeded without a warning.</summary>
    public DotnetResult RequireSuccess()
    {
        Assert.True(ExitCode == 0, Output);
        Assert.DoesNotContain("warning ", Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that it failed with a code.</summary>
    public DotnetResult RequireRefusal(string code)
    {
        Assert.True(ExitCode != 0, Output);
        Assert.Contains($"error {code}:", Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>How often a pattern occurs.</summary>
    public int Count(string pattern) => Regex.Count(Output, pattern);
}
