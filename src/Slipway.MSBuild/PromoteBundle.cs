using Microsoft.Build.Framework;
using Slipway.Bundles;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;

namespace Slipway.MSBuild;

/// <summary>Lets another channel offer the project's release. Nothing is rebuilt: devices get the same bytes.</summary>
public sealed class PromoteBundle : GitHubTask
{
    /// <summary>The bundles, which say the version. They need not exist on this machine.</summary>
    [Required]
    public ITaskItem[] Bundles { get; set; } = [];

    /// <summary>The channel that offers it now; default: the one that slipway.json takes releases of the other from.</summary>
    public string From { get; set; } = "";

    /// <summary>The channel that is to offer it too.</summary>
    public string To { get; set; } = "";

    /// <summary>The share of devices it goes to at first, in percent; default: the channel's first wave.</summary>
    public string Percent { get; set; } = "";

    /// <summary>The earliest time for devices to take it, such as <c>2026-11-21T06:00:00Z</c>; default: at once.</summary>
    public string NotBefore { get; set; } = "";

    /// <summary>Whether bake, gates and waves are left out: <c>true</c> or <c>false</c>.</summary>
    public string Emergency { get; set; } = "";

    /// <summary>Why it is an emergency, in a line.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What people call the release in that channel; default: as in the source.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>What would change, instead of the change: <c>true</c>, <c>text</c>, <c>markdown</c> or <c>json</c>.</summary>
    public string Plan { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var repository = Repository();
        RequireOwnProduct(repository.Policy.Product);
        var to = PropertyValue.Channel(SlipwayProperties.PromoteTo, To)
            ?? throw Missing(SlipwayProperties.PromoteTo, "the channel that is to offer the release");
        var from = PropertyValue.Channel(SlipwayProperties.PromoteFrom, From)
            ?? repository.Policy.Channel(to).From
            ?? throw Missing(SlipwayProperties.PromoteFrom, "the channel that offers the release now");

        var request = new PromotionRequest(BundleItem.Of(Bundles[0]).Version, from, to)
        {
            Permyriad = PropertyValue.Permyriad(SlipwayProperties.Percent, Percent),
            NotBefore = PropertyValue.Time(SlipwayProperties.NotBefore, NotBefore),
            EmergencyReason = EmergencyReason.Of(PropertyValue.Switch(SlipwayProperties.Emergency, Emergency), PropertyValue.Text(Reason)),
            DisplayName = PropertyValue.Text(DisplayName),
        };

        var desk = Desk(repository);
        if (PropertyValue.Plan(SlipwayProperties.Plan, Plan) is var form && form != PlanForm.None)
        {
            // That something stands against it is an answer, and fails no build.
            var plan = await desk.PlanAsync(request, fleet: null, ProjectFolder, cancellation);
            Log.LogMessage(MessageImportance.High, "{0}", string.Join(Environment.NewLine, PlanFormText.Lines(plan, form)));
            return;
        }

        Tell(await desk.PromoteAsync(request, cancellation));
    }

    /// <summary>The version is the project's: of another product it would be any release that happens to have the same number.</summary>
    private void RequireOwnProduct(SegmentName expected)
    {
        if (BundleItem.Of(Bundles[0]).Product is var product && product != expected)
        {
            throw new InputException(InputFailure.PolicyForbids, $"The project releases {product}: expected {expected}, the product of {ReleasePolicy.FileName}.")
            {
                Hint = $"Give the project a {ReleasePolicy.FileName} of its own, in its folder or with {SlipwayProperties.Config}.",
            };
        }
    }

    private static InputException Missing(string property, string expected) =>
        PropertyValue.Missing(property, expected, $"PromoteBundle -p:{SlipwayProperties.PromoteFrom}=canary -p:{SlipwayProperties.PromoteTo}=beta");
}
