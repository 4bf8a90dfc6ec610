using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Common.Tools.DotNet.Publish;
using Cake.Frosting;
using Slipway.Cake;

namespace Build;

/// <summary>Makes what the bundles are packed from.</summary>
[TaskName("Publish-Payload")]
[TaskDescription("Compile the application for each runtime.")]
[IsDependeeOf(typeof(BundleTask))]
public sealed class PublishPayloadTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        foreach (var bundle in context.Bundles)
        {
            context.DotNetPublish(BuildContext.Project, new DotNetPublishSettings
            {
                Configuration = "Release",
                Runtime = bundle.Runtime.ToString(),
                SelfContained = false,
                OutputDirectory = bundle.PayloadFolder,
                MSBuildSettings = new DotNetMSBuildSettings().WithProperty("Version", context.Version.ToString()),
            });
        }
    }
}
