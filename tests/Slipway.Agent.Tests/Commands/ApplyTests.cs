using System.Formats.Tar;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Agent.Tests.Commands;

/// <summary>Packs and mirrors on a device: the same client and the same decision as over the network.</summary>
public sealed class ApplyTests : IDisposable
{
    private readonly TestDevice _device = new();

    private string Pack => _device.Scratch("a.pack");

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task B22_A_pack_installs_on_a_device_that_has_never_seen_the_network()
    {
        await PackAsync("1.4.1");
        Directory.Move(_device.Repository.Folder, _device.Repository.Folder + "-away");
        File.Copy(_device.Repository.Folder + "-away/metadata/1.root.json", _device.Layout.TrustAnchor);

        var network = await _device.RunAsync("update");
        var run = await _device.RunAsync("apply", Pack);

        Assert.Equal(3, network.ExitCode);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.EndsWith("updated to 1.4.1\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.1", "1.4.1"), (_device.Current, Assert.Single(_device.Starts)));
    }

    [Fact]
    public async Task B22_A_folder_with_a_mirror_is_applied_like_a_pack()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var run = await _device.RunAsync("apply", _device.Repository.Folder);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("rollout")]
    public async Task K2_A_pack_that_grew_old_on_its_way_is_taken_only_when_asked_for(string role)
    {
        _device.Repository.Lifetimes[role] = TimeSpan.FromDays(-30);
        await PackAsync("1.4.1");

        var strict = await _device.RunAsync("apply", Pack);
        Assert.Equal((1, null), (strict.ExitCode, _device.Current));
        Assert.Contains($"error SLP2002: The {role} metadata expired", strict.Error, StringComparison.Ordinal);

        var offline = await _device.RunAsync("apply", Pack, "--offline");
        Assert.True(offline.ExitCode == 0, offline.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("stable")]
    [InlineData("releases")]
    public async Task K2_Who_may_sign_what_and_what_is_offered_never_outlives_its_expiry(string role)
    {
        _device.Repository.Lifetimes[role] = TimeSpan.FromDays(-1);
        await PackAsync("1.4.1");

        var run = await _device.RunAsync("apply", "--offline", Pack);

        Assert.Equal((1, null), (run.ExitCode, _device.Current));
        Assert.Contains($"error SLP2002: The {role} metadata expired", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B22_One_changed_byte_in_any_file_of_a_pack_is_refused()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.0"));
        await _device.Repository.RotateTimestampAsync();
        await PackAsync("1.4.1");
        var files = await EntriesAsync(name => !name.Contains("1.4.0", StringComparison.Ordinal) && !IsSuperseded(name));

        Directory.CreateDirectory(_device.Layout.Metadata);
        foreach (var (name, offset, length) in files)
        {
            var bytes = await File.ReadAllBytesAsync(Pack);
            bytes[offset + (length / 2)] ^= 1;
            await File.WriteAllBytesAsync(_device.Scratch("bad.pack"), bytes);

            // A device that has the right bytes already does not ask for them again.
            Directory.Delete(_device.Layout.Metadata, recursive: true);
            var run = await _device.RunAsync("apply", _device.Scratch("bad.pack"), "--offline");

            Assert.True(run.ExitCode == 1 && _device.Current is null, $"{name}: {run.ExitCode} {run.Output}");
        }

        // Root, timestamp, snapshot, targets, three roles; offer, rollout, manifest, signature, payload.
        Assert.Equal(12, files.Count);
        Assert.Equal(0, (await _device.RunAsync("apply", Pack)).ExitCode);
    }

    [Fact]
    public async Task B22_A_pack_that_was_cut_off_is_refused_before_anything_is_read()
    {
        await PackAsync("1.4.1");
        var bytes = await File.ReadAllBytesAsync(Pack);
        foreach (var length in (int[])[0, 1, 511, 512, 5_000, bytes.Length - 1024, bytes.Length - 1])
        {
            await File.WriteAllBytesAsync(Pack, bytes[..length]);

            var run = await _device.RunAsync("apply", Pack);

            Assert.True(run.ExitCode == 1, $"{length}: {run.Output}");
            Assert.Contains("error SLP2008: ", run.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_device.Layout.Metadata));
    }

    [Theory]
    [InlineData]
    [InlineData("--offline")]
    public async Task A1_An_older_pack_than_the_device_has_seen_is_refused(params string[] options)
    {
        await PackAsync("1.4.1");
        File.Move(Pack, _device.Scratch("old.pack"));
        await PackAsync("1.4.2");
        await _device.RunAsync("apply", Pack);

        var replay = await _device.RunAsync(["apply", _device.Scratch("old.pack"), .. options]);

        Assert.Equal((1, "versions/v1.4.2"), (replay.ExitCode, _device.Current));
        Assert.Contains("error SLP2003: ", replay.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B22_After_a_pack_the_network_goes_on_as_before()
    {
        await _device.InstallAsync("1.4.0");
        _device.Repository.Lifetimes["timestamp"] = TimeSpan.FromDays(-30);
        await PackAsync("1.4.1");
        Assert.Equal(0, (await _device.RunAsync("apply", Pack, "--offline")).ExitCode);

        var stale = await _device.RunAsync("update");
        _device.Repository.Lifetimes.Clear();
        await _device.InstallAsync("1.4.2");

        Assert.Equal(1, stale.ExitCode);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
    }

    [Fact]
    public async Task B22_A_pack_overrules_neither_halt_nor_cohort_nor_quarantine()
    {
        await _device.InstallAsync("1.4.0");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 });
        Assert.Equal(1, (await _device.RunAsync("update")).ExitCode);
        await _device.Repository.PackAsync(Pack);
        var quarantined = await _device.RunAsync("apply", Pack, "--offline");

        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        await _device.Repository.OfferAsync("1.4.2", changeRollout: rollout => rollout with { State = RolloutState.Halted });
        await _device.Repository.PackAsync(Pack);
        var halted = await _device.RunAsync("apply", Pack, "--offline");
        await _device.Repository.OfferAsync("1.4.2", changeRollout: rollout => rollout with { Permyriad = 0 });
        await _device.Repository.PackAsync(Pack);
        var waiting = await _device.RunAsync("apply", Pack, "--offline");

        Assert.Contains("error SLP4009", quarantined.Error, StringComparison.Ordinal);
        Assert.Equal((0, "The rollout of 1.4.2 is halted.\n"), (halted.ExitCode, halted.Output));
        Assert.Contains("goes to 0 of 10000", waiting.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.0", _device.Current);
    }

    [Fact]
    public async Task B22_A_stick_that_is_not_there_is_to_be_tried_again()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var run = await _device.RunAsync("apply", _device.Scratch("none.pack"));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4005: The pack", run.Error, StringComparison.Ordinal);
    }

    private async Task PackAsync(string version)
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe(version));
        await _device.Repository.PackAsync(Pack);
    }

    /// <summary>What no device reads any more: earlier metadata, offers and rollouts, and the root that it came with.</summary>
    private bool IsSuperseded(string name) =>
        name.StartsWith("metadata/1.", StringComparison.Ordinal)
        || (name.StartsWith("metadata/2.", StringComparison.Ordinal) && name != "metadata/2.root.json")
        || (!name.Contains("releases/", StringComparison.Ordinal) && name.StartsWith("targets/", StringComparison.Ordinal)
            && !File.ReadAllText(Path.Combine(_device.Repository.Folder, name)).Contains("1.4.1", StringComparison.Ordinal));

    private async Task<List<(string Name, int Offset, int Length)>> EntriesAsync(Func<string, bool> isWanted)
    {
        var found = new List<(string, int, int)>();
        await using var pack = File.OpenRead(Pack);
        await using var archive = new TarReader(pack);
        while (await archive.GetNextEntryAsync() is { } entry)
        {
            if (isWanted(entry.Name))
            {
                found.Add((entry.Name, (int)entry.DataOffset, (int)entry.Length));
            }
        }

        return found;
    }
}
