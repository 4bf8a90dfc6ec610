using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Channels;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Tests.Updates;

public sealed class UpdateCheckTests : IDisposable
{
    private readonly TestDevice _device = new();

    [Fact]
    public async Task K3_a_clock_that_jumps_during_a_run_is_asked_once()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        var clock = new JumpingClock();
        using var repository = new RepositoryMirrors(new FolderSource(_device.Repository.Folder));
        var check = new UpdateCheck(_device.Layout, DeviceConfiguration.Read(_device.Layout), "device-1", repository);

        var result = await check.RunAsync(clock, isForced: false, CancellationToken.None);

        Assert.Equal(DecisionKind.Update, result.Decision.Kind);
        Assert.Equal(1, clock.Questions);
    }

    public void Dispose() => _device.Dispose();

    /// <summary>Right when it is first asked, and a hundred years ahead ever after.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public int Questions { get; private set; }

        public override DateTimeOffset GetUtcNow() => ++Questions == 1 ? System.GetUtcNow() : System.GetUtcNow().AddYears(100);
    }
}
