using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Signing;

namespace Slipway.Agent.Tests.Updates;

public sealed class UpdateTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A13_The_first_update_installs_what_the_channel_offers()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Null(_device.Previous);
        Assert.Equal(["v1.4.1"], _device.Versions);
        Assert.Equal("1.4.1", await File.ReadAllTextAsync(Path.Combine(_device.Layout.Current, "version.txt")));
        Assert.Equal(["1.4.1"], _device.Starts);
    }

    [Fact]
    public async Task A15_An_update_moves_previous_and_current_and_restarts_the_service()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        Assert.Equal(["1.4.1", "1.4.2"], _device.Starts);
    }

    [Fact]
    public async Task A33_B15_Each_step_is_a_line_and_the_result_the_last()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] steps = ["1.4.2 is to be installed over 1.4.1.", "signature verified", "staging extracted", "atomic swap complete: current -> versions/v1.4.2", "service restarted", "committed 1.4.2"];
        Assert.Equal(steps, lines.Where(steps.Contains));
        Assert.Equal("updated to 1.4.2", lines[^1]);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task C12_A_device_on_the_target_is_left_alone()
    {
        await _device.InstallAsync("1.4.1");

        var run = await _device.RunAsync("update");

        Assert.Equal((0, "1.4.1 is what stable offers.\n"), (run.ExitCode, run.Output));
        Assert.Equal(["1.4.1"], _device.Starts);
    }

    [Fact]
    public async Task C12_Force_installs_the_running_version_again_beside_itself()
    {
        await _device.InstallAsync("1.4.0");
        await _device.InstallAsync("1.4.1");
        await File.WriteAllTextAsync(Path.Combine(_device.Layout.Current, "version.txt"), "damaged");

        var run = await _device.RunAsync("update", "--force");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(("versions/v1.4.1+1", "versions/v1.4.0"), (_device.Current, _device.Previous));
        Assert.Equal(["v1.4.0", "v1.4.1+1"], _device.Versions);
        Assert.Equal(0, (await _device.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task C12_Force_twice_comes_back_to_the_first_name()
    {
        await _device.InstallAsync("1.4.1");
        await _device.RunAsync("update", "--force");

        var run = await _device.RunAsync("update", "--force");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(["v1.4.1"], _device.Versions);
    }

    [Fact]
    public async Task Only_current_previous_and_the_pinned_rollback_stay_on_the_disk()
    {
        await _device.InstallAsync("1.4.0");
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        Assert.Equal(["v1.4.1", "v1.4.2"], _device.Versions);
        await _device.Repository.PublishAsync(
            new ReleaseRecipe("1.4.3"), offer => offer with { Rollback = _device.Repository.Reference("1.4.1") });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["v1.4.1", "v1.4.2", "v1.4.3"], _device.Versions);
        Assert.Equal(["1.4.1.json", "1.4.2.json", "1.4.3.json"], Directory.EnumerateFiles(_device.Layout.Installed).Select(file => Path.GetFileName(file)!).Order());
    }

    [Fact]
    public async Task B10_A_release_signed_by_a_stranger_is_refused_before_anything_is_extracted()
    {
        await _device.InstallAsync("1.4.1");
        using var stranger = Ed25519PrivateKey.Generate();
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Signer = stranger });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Signature verification failed — rejecting update", run.Error, StringComparison.Ordinal);
        Assert.Contains("error SLP2011:", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task A1_D24_Another_payload_than_the_signed_one_is_refused_and_removed()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        var payload = _device.Repository.FileOf("1.4.2", "payload.tar.zst");
        var bytes = await File.ReadAllBytesAsync(payload);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(payload, bytes);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2005:", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task A15_Other_bytes_under_an_offered_version_are_refused_although_they_are_listed()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        var other = await File.ReadAllBytesAsync(_device.Repository.FileOf("1.4.1", "manifest.json"));
        await _device.Repository.ReplaceAsync("1.4.2", "manifest.json", other);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"the offer pins {_device.Repository.DigestOf("1.4.2")}", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task A5_A16_A_release_of_another_product_is_refused_although_it_is_rightly_signed()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Product = "other-agent" });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2010:", run.Error, StringComparison.Ordinal);
        Assert.Contains("other-agent 1.4.2 for linux-x64", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task A12_A_release_that_only_the_channels_key_lists_is_refused_although_the_builder_signed_it()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        foreach (var file in (string[])["manifest.json", "signature.sig", "payload.tar.zst"])
        {
            _device.Repository.List("stable", $"stable/linux-x64/{file}", await File.ReadAllBytesAsync(_device.Repository.FileOf("1.4.2", file)));
        }

        await _device.Repository.OfferAsync("1.4.2", offer => offer with { Release = offer.Release with { ManifestPath = "stable/linux-x64/manifest.json" } });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2007:", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task A3_A_manifest_that_is_listed_with_more_than_a_manifest_has_is_not_read()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        await _device.Repository.MisstateAsync("1.4.2", "manifest.json", BundleLimits.MaxManifestBytes + 1);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2006:", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Theory]
    [InlineData("1.4.2", null)]
    [InlineData("1.4.2", "1.4.0")]
    [InlineData(null, "1.4.0")]
    public async Task D3_An_offer_that_says_another_oldest_version_than_the_builder_is_refused(string? signed, string? offered)
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(
            new ReleaseRecipe("1.4.3") { MinCurrentVersion = signed },
            offer => offer with { Release = offer.Release with { MinCurrentVersion = offered is null ? null : SemanticVersion.Parse(offered) } });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2010:", run.Error, StringComparison.Ordinal);
        Assert.Contains($"min_current_version {signed ?? "none"}: the offer says {offered ?? "none"}", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
    }

    [Fact]
    public async Task D3_The_oldest_version_is_compared_for_a_release_that_is_on_the_disk_already_too()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { MinCurrentVersion = "1.4.1" });
        await _device.RunAsync("update");
        await _device.InstallAsync("1.4.3");
        await _device.Repository.OfferAsync("1.4.2", offer => offer with
        {
            AllowDowngradeFrom = [new ReleaseRecipe("1.4.3").Parsed],
            Release = offer.Release with { MinCurrentVersion = null },
        });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2010:", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.3", _device.Current);
    }

    [Fact]
    public async Task A_release_that_may_be_installed_over_the_running_version_is_installed()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { MinCurrentVersion = "1.4.1" });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A7_Expired_metadata_is_refused_and_the_installed_version_keeps_running()
    {
        await _device.InstallAsync("1.4.1");
        _device.Repository.Lifetime = TimeSpan.FromSeconds(-1);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2002:", run.Error, StringComparison.Ordinal);
        AssertStillRunning("1.4.1");
        Assert.Equal("expired", (await StatusAsync())["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A14_A_forged_time_lasts_no_longer_than_what_its_thief_could_not_sign()
    {
        _device.Repository.SignedAt = DateTimeOffset.MaxValue;
        await _device.InstallAsync("1.4.1");
        _device.Repository.SignedAt = null;
        _device.Repository.Lifetime += TimeSpan.FromDays(1);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A14_A_forged_time_goes_with_the_key_that_signed_it()
    {
        _device.Repository.SignedAt = DateTimeOffset.MaxValue;
        await _device.InstallAsync("1.4.1");
        _device.Repository.SignedAt = null;
        _device.Repository.Lifetime -= TimeSpan.FromDays(1);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        var frozen = await _device.RunAsync("update");
        await _device.Repository.RotateTimestampAsync();

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP2002:", frozen.Error, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task K1_A_floor_that_was_honestly_reached_stays_after_an_ordinary_run()
    {
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600);
        _device.Repository.SignedAt = signedAt;
        await _device.InstallAsync("1.4.1");
        await _device.RunAsync("update");

        Assert.Equal(signedAt, new TimeFloor(_device.Layout).LaterOf(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task A_repository_that_is_away_means_try_again_later()
    {
        await _device.InstallAsync("1.4.1");
        Directory.Move(_device.Repository.Folder, _device.Repository.Folder + ".away");

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4005:", run.Error, StringComparison.Ordinal);
        Assert.Equal("completed", (await StatusAsync())["ota_status"]!.GetValue<string>());
    }

    [Fact]
    public async Task C4_A_second_agent_is_told_that_the_first_is_at_work()
    {
        await _device.InstallAsync("1.4.1");
        using var first = Slipway.Storage.FileLock.TryAcquire(_device.Layout.Lock);

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4001:", run.Error, StringComparison.Ordinal);
        Assert.Contains("slipway-agent: hint: Try again when it has ended.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D1_A_lower_version_is_refused_unless_the_offer_allows_it()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.OfferAsync("1.4.1");

        var refused = await _device.RunAsync("update");
        await _device.Repository.OfferAsync("1.4.1", offer => offer with { AllowDowngradeFrom = [new ReleaseRecipe("1.4.2").Parsed] });
        var allowed = await _device.RunAsync("update");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error SLP4008:", refused.Error, StringComparison.Ordinal);
        Assert.True(allowed.ExitCode == 0, allowed.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Fact]
    public async Task D1_The_floor_that_an_offer_set_outlasts_the_offer()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"), offer => offer with { MinSecureVersion = offer.Release.Version });
        await _device.RunAsync("update");
        await _device.Repository.OfferAsync("1.4.1", offer => offer with { AllowDowngradeFrom = [new ReleaseRecipe("1.4.2").Parsed] });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1.4.1 is below 1.4.2", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task A13_A_rollout_that_rolls_back_sends_the_device_to_the_pinned_release_and_forgets_the_bad_one()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.OfferAsync(
            "1.4.2",
            offer => offer with { Rollback = _device.Repository.Reference("1.4.1") },
            rollout => rollout with { State = RolloutState.Rollback });

        var run = await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Null(_device.Previous);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], _device.Starts);
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public async Task A32_C5_What_a_crash_left_in_staging_is_removed()
    {
        await _device.InstallAsync("1.4.1");
        Directory.CreateDirectory(Path.Combine(_device.Layout.Versions, ".staging-0123456789abcdef", "tree", "deep"));

        await _device.RunAsync("update");

        Assert.Equal(["v1.4.1"], _device.Versions);
    }

    [Fact]
    public async Task A16_A_temporary_link_that_a_crash_left_stops_no_update()
    {
        await _device.InstallAsync("1.4.1");
        File.CreateSymbolicLink(Path.Combine(_device.Layout.Base, ".current.tmp"), "versions/v1.4.0");
        File.CreateSymbolicLink(Path.Combine(_device.Layout.Base, ".previous.tmp"), "versions/v1.4.0");
        File.CreateSymbolicLink(Path.Combine(_device.Layout.Base, ".slipway-current"), "versions/v1.4.0");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
    }

    [Fact]
    public async Task A_tree_that_was_left_half_written_under_its_final_name_is_installed_anew()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        Directory.CreateDirectory(Path.Combine(_device.Layout.Versions, "v1.4.2"));
        await File.WriteAllTextAsync(Path.Combine(_device.Layout.Versions, "v1.4.2", "version.txt"), "half");

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, (await _device.RunAsync("verify")).ExitCode);
    }

    [Theory]
    [InlineData("077")]
    [InlineData("000")]
    public async Task The_umask_decides_nothing_about_what_is_installed(string umask)
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));
        File.Copy(_device.Repository.TrustAnchor, _device.Layout.TrustAnchor);

        var run = await ProcessRun.RunAsync("/bin/sh", "-c", $"umask {umask}; exec {AgentProcess.File} update --base-dir {_device.Layout.Base}");

        Assert.True(run.ExitCode == 0, run.Error);
        var tree = Path.Combine(_device.Layout.Versions, "v1.4.1");
        string[] paths = [_device.Layout.Versions, tree, Path.Combine(tree, "manifest.json"), Path.Combine(tree, "version.txt")];
        Assert.Equal(["755", "755", "644", "644"], paths.Select(path => Convert.ToString((int)File.GetUnixFileMode(path), 8)));
    }

    [Fact]
    public async Task Without_restart_a_version_is_installed_and_nothing_is_started()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1") { Health = ReleaseRecipe.Unhealthy });

        var run = await _device.RunAsync("update", "--no-restart");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Empty(_device.Starts);
    }

    [Fact]
    public async Task B12_Check_says_what_update_would_do_and_touches_no_version()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("check", "--json");

        var json = JsonNode.Parse(run.Output)!;
        Assert.Equal(("update", "1.4.2", true), (json["decision"]!.GetValue<string>(), json["version"]!.GetValue<string>(), json["available"]!.GetValue<bool>()));
        AssertStillRunning("1.4.1");
    }

    private void AssertStillRunning(string version)
    {
        Assert.Equal($"versions/v{version}", _device.Current);
        Assert.Equal([$"v{version}"], _device.Versions);
        Assert.Equal([version], _device.Starts);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    private async Task<JsonNode> StatusAsync() => JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;
}
