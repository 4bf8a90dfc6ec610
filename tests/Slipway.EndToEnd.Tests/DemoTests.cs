using System.Diagnostics;

namespace Slipway.EndToEnd.Tests;

public sealed class DemoTests
{
    /// <summary>The demo verifies each of its steps and ends with 1 where one fails; this asks besides that it told them all.</summary>
    [Fact]
    public async Task A21_B13_D24_the_demo_tells_the_whole_road_in_under_sixty_lines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices are Linux.");
        var repository = SourceTree.At("");
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(repository, "artifacts/bin/Demo/release/Demo.dll"), repository])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var demo = Process.Start(start)!;
        var error = demo.StandardError.ReadToEndAsync();
        var story = await demo.StandardOutput.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.True(demo.ExitCode == 0, $"{story}{await error}");
        Assert.InRange(story.Split('\n').Length, 20, 59);
        Assert.Contains("1.4.1 -> 1.4.2", story, StringComparison.Ordinal);
        Assert.Contains("SLP4007", story, StringComparison.Ordinal);
        Assert.Contains("SLP4009", story, StringComparison.Ordinal);
        Assert.Contains("on the air", story, StringComparison.Ordinal);
        Assert.Contains("stable: rolled back to 1.4.2", story, StringComparison.Ordinal);
    }
}
