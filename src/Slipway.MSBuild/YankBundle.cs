using Slipway.Publishing.Recalls;

namespace Slipway.MSBuild;

/// <summary>Takes a release back: channels that offer it go back, nobody is offered it again, and devices that run it are told why.</summary>
public sealed class YankBundle : PolicyTask
{
    /// <summary>The release. It is never guessed: the project's own version may be the one that mends it.</summary>
    public string Version { get; set; } = "";

    /// <summary>Why, in a line: people at devices read it.</summary>
    public string Reason { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var version = PropertyValue.Version(SlipwayProperties.YankVersion, Version)
            ?? throw Missing(SlipwayProperties.YankVersion, "the release to take back");
        var reason = Reason.Length > 0 ? Reason : throw Missing(SlipwayProperties.Reason, "why, in a line");

        var yanking = await new Yanker(Repository()).YankAsync(version, reason, cancellation);

        foreach (var line in YankLines.Of(yanking))
        {
            Tell(line);
        }
    }

    private static InputException Missing(string property, string expected) =>
        PropertyValue.Missing(property, expected, $"YankBundle -p:{SlipwayProperties.YankVersion}=1.4.3 -p:{SlipwayProperties.Reason}=\"overheats the motor\"");
}
