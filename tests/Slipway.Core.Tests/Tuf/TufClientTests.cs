using System.Text;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class TufClientTests
{
    private const string OfferPath = "stable/linux-x64.json";
    private const long Huge = 1_000_000_000_000;

    private readonly RepositorySimulator _repository = new();
    private readonly SimulatedDevice _device;

    public TufClientTests()
    {
        _repository.AddTarget("stable", OfferPath, "an offer"u8.ToArray());
        _repository.Publish();
        _repository.Requests.Clear();
        _device = new SimulatedDevice(_repository);
    }

    [Fact]
    public async Task What_a_role_lists_is_found_and_read()
    {
        var offer = await _device.ReadAsync(OfferPath);

        Assert.Equal("an offer", Encoding.UTF8.GetString(offer!));
        Assert.Null(await _device.ReadAsync("stable/linux-arm64.json"));
        Assert.Null(await _device.ReadAsync("nowhere"));
    }

    [Fact]
    public async Task The_first_run_asks_in_the_order_of_the_specification()
    {
        await _device.RefreshAsync();

        Assert.Equal(["metadata/2.root.json", "metadata/timestamp.json", "metadata/2.snapshot.json", "metadata/1.targets.json"], _repository.Requests);
    }

    [Fact]
    public async Task A_run_without_news_makes_two_requests()
    {
        await _device.ReadAsync(OfferPath);
        _repository.Requests.Clear();

        var client = await _device.RefreshAsync();
        var file = await client.FindTargetAsync(OfferPath, CancellationToken.None);

        Assert.NotNull(file);
        Assert.Equal(["metadata/2.root.json", "metadata/timestamp.json"], _repository.Requests);
    }

    [Fact]
    public async Task Only_what_has_changed_is_asked_for_again()
    {
        await _device.ReadAsync(OfferPath);
        _repository.AddTarget("stable", OfferPath, "another"u8.ToArray());
        _repository.Publish();
        _repository.Requests.Clear();

        await _device.ReadAsync(OfferPath);

        Assert.Equal(
            ["metadata/2.root.json", "metadata/timestamp.json", "metadata/3.snapshot.json", "metadata/3.stable.json"],
            _repository.Requests.Where(path => path.StartsWith("metadata/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_is_asked_for_once_in_a_run()
    {
        var client = await _device.RefreshAsync();

        await client.FindTargetAsync(OfferPath, CancellationToken.None);
        await client.FindTargetAsync("stable/linux-arm64.json", CancellationToken.None);

        Assert.Single(_repository.Requests, "metadata/2.stable.json");
    }

    [Fact]
    public async Task Metadata_is_kept_byte_for_byte_as_received()
    {
        _repository.Serve("timestamp", 0, [.. _repository.Files["metadata/timestamp.json"], .. " \n"u8]);
        _repository.Keys.Rotate("root");
        _repository.PublishRoot();

        await _device.ReadAsync(OfferPath);

        foreach (var (role, version) in ((string, long)[])[("root", 2), ("timestamp", 2), ("snapshot", 2), ("targets", 1), ("stable", 2)])
        {
            Assert.Equal(_repository.Files[RepositorySimulator.PathOf(role, version)], await _device.Local.ReadAsync(LocalFile.Role(role), CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_damaged_local_file_is_fetched_again()
    {
        await _device.ReadAsync(OfferPath);
        foreach (var role in (string[])["timestamp", "snapshot", "targets", "stable"])
        {
            await _device.Local.WriteAsync(LocalFile.Role(role), "{ half a fi"u8.ToArray(), CancellationToken.None);
        }

        Assert.NotNull(await _device.ReadAsync(OfferPath));
    }

    [Fact]
    public async Task A1_another_file_of_the_same_length_is_refused()
    {
        var path = _repository.Files.Keys.Single(path => path.StartsWith("targets/stable/", StringComparison.Ordinal));
        _repository.Files[path] = "an ogler"u8.ToArray();

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.DigestMismatch, OfferPath), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A1_a_file_that_is_cut_short_is_refused()
    {
        var path = _repository.Files.Keys.Single(path => path.StartsWith("targets/stable/", StringComparison.Ordinal));
        _repository.Files[path] = "an offe"u8.ToArray();

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.LengthMismatch, OfferPath), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A2_an_endless_file_is_left_one_byte_after_its_length()
    {
        var client = await _device.RefreshAsync();
        var file = await client.FindTargetAsync(OfferPath, CancellationToken.None);
        var endless = new EndlessStream();
        _repository.Answers[file!.RepositoryPath] = () => endless;
        using var disk = new MemoryStream();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => client.DownloadAsync(file, disk, progress: null, CancellationToken.None));

        Assert.Equal((TrustFailure.TooLarge, OfferPath), (refusal.Failure, refusal.Subject));
        Assert.Equal(file.Length + 1, endless.Taken);
        Assert.InRange(disk.Length, 0, file.Length);
    }

    [Fact]
    public async Task A3_an_offer_that_is_listed_with_more_than_an_offer_has_is_not_asked_for()
    {
        var largest = _repository.AddTarget("stable", OfferPath, new byte[MetadataLimits.OfferBytes]);
        var larger = _repository.AddTarget("rollout", "rollout/stable.json", new byte[MetadataLimits.OfferBytes + 1]);
        _repository.Publish();

        var refusal = await _device.RefusalOfAsync(larger.Path);

        Assert.Equal((TrustFailure.TooLarge, larger.Path), (refusal.Failure, refusal.Subject));
        Assert.DoesNotContain(larger.RepositoryPath, _repository.Requests);
        Assert.Equal(MetadataLimits.OfferBytes, (await _device.ReadAsync(largest.Path))!.Length);
    }

    [Theory]
    [InlineData("root", "metadata/2.root.json", MetadataLimits.RootBytes)]
    [InlineData("timestamp", "metadata/timestamp.json", MetadataLimits.TimestampBytes)]
    [InlineData("snapshot", "metadata/3.snapshot.json", MetadataLimits.SnapshotBytes)]
    [InlineData("targets", "metadata/2.targets.json", MetadataLimits.TargetsBytes)]
    [InlineData("stable", "metadata/3.stable.json", MetadataLimits.TargetsBytes)]
    public async Task A3_endless_metadata_is_left_at_its_limit(string role, string path, long limit)
    {
        await _device.ReadAsync(OfferPath);
        var before = await _device.StateAsync("stable");
        PublishWithLengths(snapshot: null, stable: null);
        var endless = new EndlessStream();
        _repository.Answers[path] = () => endless;

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.TooLarge, role), (refusal.Failure, refusal.Subject));
        Assert.Equal(limit + 1, endless.Taken);
        Assert.Equal(Line(before, role), Line(await _device.StateAsync("stable"), role));
    }

    [Theory]
    [InlineData("snapshot", "metadata/3.snapshot.json", MetadataLimits.SnapshotBytes)]
    [InlineData("stable", "metadata/3.stable.json", MetadataLimits.TargetsBytes)]
    public async Task A3_stolen_online_keys_cannot_raise_the_limit(string role, string path, long limit)
    {
        PublishWithLengths(role == "snapshot" ? Huge : null, role == "stable" ? Huge : null);
        var endless = new EndlessStream();
        _repository.Answers[path] = () => endless;

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.TooLarge, role), (refusal.Failure, refusal.Subject));
        Assert.Equal(limit + 1, endless.Taken);
    }

    [Fact]
    public async Task A3_metadata_is_read_no_further_than_its_stated_length()
    {
        _repository.Publish();
        var endless = new EndlessStream();
        _repository.Answers["metadata/3.snapshot.json"] = () => endless;

        await _device.RefusalAsync();

        Assert.Equal(_repository.Timestamp.Snapshot.Length + 1, endless.Taken);
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    public async Task A6_after_a_fast_forward_new_keys_bring_back_lower_versions(string rotated)
    {
        var honest = (_repository.Timestamp, _repository.Snapshot);
        _repository.Snapshot = _repository.Snapshot with { Version = int.MaxValue };
        _repository.PublishSnapshot();
        _repository.Timestamp = _repository.Timestamp with { Version = int.MaxValue };
        _repository.PublishTimestamp();
        await _device.RefreshAsync();
        (_repository.Timestamp, _repository.Snapshot) = honest;
        _repository.Publish();
        Assert.Equal(TrustFailure.Rollback, (await _device.RefusalAsync()).Failure);

        _repository.Keys.Rotate(rotated);
        _repository.PublishRoot();
        _repository.Publish();
        var client = await _device.RefreshAsync();

        Assert.Equal(_repository.Timestamp.Version, client.Trusted.Timestamp!.Version);
        Assert.Equal(_repository.Snapshot.Version, client.Trusted.Snapshot!.Version);
        Assert.NotNull(await _device.ReadAsync(OfferPath));
    }

    [Fact]
    public async Task A6_a_key_added_beside_the_fast_forwarded_one_counts_as_rotation()
    {
        var honest = _repository.Timestamp;
        _repository.Timestamp = _repository.Timestamp with { Version = int.MaxValue };
        _repository.PublishTimestamp();
        await _device.RefreshAsync();

        _repository.Timestamp = honest;
        _repository.Keys.Set("timestamp", [.. _repository.Keys["timestamp"], Ed25519PrivateKey.Generate()], threshold: 1);
        _repository.PublishRoot();
        _repository.Publish();
        var client = await _device.RefreshAsync();

        Assert.Equal(_repository.Timestamp.Version, client.Trusted.Timestamp!.Version);
    }

    [Fact]
    public async Task A6_keys_that_were_changed_and_changed_back_count_as_rotation()
    {
        var honest = _repository.Timestamp;
        var keys = _repository.Keys["timestamp"];
        _repository.Timestamp = _repository.Timestamp with { Version = int.MaxValue };
        _repository.PublishTimestamp();
        await _device.RefreshAsync();
        _repository.Timestamp = honest;
        _repository.Keys.Rotate("timestamp");
        _repository.PublishRoot();
        _repository.Keys.Set("timestamp", keys, threshold: 1);
        _repository.PublishRoot();
        _repository.Publish();

        var client = await _device.RefreshAsync();

        Assert.Equal(_repository.Timestamp.Version, client.Trusted.Timestamp!.Version);
    }

    [Fact]
    public async Task A6_a_rotation_counts_although_the_run_that_saw_it_failed_later()
    {
        var honest = _repository.Timestamp;
        _repository.Timestamp = _repository.Timestamp with { Version = int.MaxValue };
        _repository.PublishTimestamp();
        await _device.RefreshAsync();
        _repository.Timestamp = honest;
        _repository.Keys.Set("timestamp", [.. _repository.Keys["timestamp"], Ed25519PrivateKey.Generate()], threshold: 1);
        _repository.PublishRoot();
        _repository.PublishRoot();
        _repository.Publish();
        _repository.Answers["metadata/3.root.json"] = () => throw new DeviceException(DeviceFailure.Transport, "The server answered 503.");
        await Assert.ThrowsAsync<DeviceException>(_device.RefreshAsync);

        _repository.Answers.Clear();
        var client = await _device.RefreshAsync();

        Assert.Equal(_repository.Timestamp.Version, client.Trusted.Timestamp!.Version);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    [InlineData("stable")]
    public async Task A7_metadata_counts_until_the_second_of_its_expiry_and_no_longer(string role)
    {
        var expiry = RepositorySimulator.Time.AddHours(1);
        Expire(role, expiry);
        _device.Time = expiry.AddSeconds(-1);
        Assert.NotNull(await _device.ReadAsync(OfferPath));
        var before = await _device.StateAsync("stable");

        foreach (var late in (DateTimeOffset[])[expiry, expiry.AddYears(1)])
        {
            _device.Time = late;
            var refusal = await _device.RefusalOfAsync(OfferPath);
            Assert.Equal(TrustFailure.Expired, refusal.Failure);
        }

        _device.Time = expiry;
        Assert.Equal(role, (await _device.RefusalOfAsync(OfferPath)).Subject);
        Assert.Equal(before, await _device.StateAsync("stable"));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task A14_a_forged_time_proves_nothing_beyond_the_earliest_expiry(string role)
    {
        var expiry = RepositorySimulator.Time.AddHours(1);
        _repository.Timestamp = _repository.Timestamp with { SignedAt = DateTimeOffset.MaxValue };

        Expire(role, expiry);

        Assert.Equal(expiry, (await _device.RefreshAsync()).Trusted.ProvenTime);
    }

    [Fact]
    public async Task K1_the_time_that_a_timestamp_was_signed_at_is_proven()
    {
        Assert.Null((await _device.StartAsync()).Trusted.ProvenTime);
        Assert.Equal(RepositorySimulator.Time, (await _device.RefreshAsync()).Trusted.ProvenTime);
    }

    [Fact]
    public async Task K2_a_clock_that_is_ten_years_ahead_refuses_what_is_fresh_and_leaves_nothing_behind()
    {
        await _device.RefreshAsync();
        var before = await _device.StateAsync();
        _repository.Publish();
        _device.Time = RepositorySimulator.Time.AddYears(10);

        var refusal = await _device.RefusalAsync();
        var after = await _device.StateAsync();
        _device.Time = RepositorySimulator.Time;
        var client = await _device.RefreshAsync();

        Assert.Equal(TrustFailure.Expired, refusal.Failure);
        Assert.StartsWith("clock_ahead: is it really 2036-03-01?", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal(before, after);
        Assert.Equal(_repository.Timestamp.Version, client.Trusted.Timestamp!.Version);
    }

    [Fact]
    public async Task A7_what_has_just_expired_says_nothing_of_the_clock()
    {
        _device.Time = RepositorySimulator.In(4);

        Assert.DoesNotContain("clock_ahead", (await _device.RefusalAsync()).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A8_a_missing_next_root_ends_the_chain_and_nothing_else()
    {
        _repository.Answers["metadata/2.root.json"] = () => null;

        var client = await _device.RefreshAsync();

        Assert.Equal(1, client.Trusted.Root.Version);
    }

    [Theory]
    [InlineData("metadata/2.root.json")]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/3.snapshot.json")]
    [InlineData("metadata/2.targets.json")]
    [InlineData("metadata/3.stable.json")]
    public async Task A8_a_server_that_fails_is_no_answer(string path)
    {
        await _device.ReadAsync(OfferPath);
        _repository.Change("targets", targets => targets);
        _repository.AddTarget("stable", OfferPath, "news"u8.ToArray());
        _repository.Publish();
        _repository.Answers[path] = () => throw new DeviceException(DeviceFailure.Transport, "The server answered 503.");

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => _device.ReadAsync(OfferPath));
        Assert.Equal("SLP4005", refusal.Code);

        _repository.Answers.Clear();
        Assert.Equal("news", await ReadTextAsync());
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/2.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    [InlineData("metadata/2.stable.json")]
    public async Task A8_metadata_that_is_named_and_missing_is_a_failure_to_try_again(string path)
    {
        _repository.Files.Remove(path);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => _device.ReadAsync(OfferPath));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A9_an_old_role_behind_a_new_name_is_refused_and_the_old_one_stays_trusted()
    {
        await _device.ReadAsync(OfferPath);
        var before = await _device.StateAsync("stable");
        var old = _repository.Files["metadata/2.stable.json"];
        _repository.AddTarget("stable", OfferPath, "withdraw"u8.ToArray());
        _repository.Publish();
        _repository.Serve("stable", 3, old);

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.DigestMismatch, "stable"), (refusal.Failure, refusal.Subject));
        Assert.Equal(Line(before, "stable"), Line(await _device.StateAsync("stable"), "stable"));
    }

    [Fact]
    public async Task A10_an_older_timestamp_is_refused_in_a_later_run_too()
    {
        var old = _repository.Files["metadata/timestamp.json"];
        _repository.Publish();
        await _device.ReadAsync(OfferPath);
        var before = await _device.StateAsync("stable");
        _repository.Serve("timestamp", 0, old);

        var refusal = await _device.RefusalAsync();

        Assert.Equal((TrustFailure.Rollback, "timestamp"), (refusal.Failure, refusal.Subject));
        Assert.Equal(before, await _device.StateAsync("stable"));
    }

    [Fact]
    public async Task A10_an_older_timestamp_is_refused_though_the_trusted_one_has_expired()
    {
        var old = _repository.Timestamp;
        _repository.Publish();
        await _device.RefreshAsync();
        _device.Time = RepositorySimulator.In(3);
        _repository.Timestamp = old with { Expires = RepositorySimulator.In(30) };
        _repository.PublishTimestamp();

        var refusal = await _device.RefusalAsync();

        Assert.Equal((TrustFailure.Rollback, "timestamp"), (refusal.Failure, refusal.Subject));
    }

    [Theory]
    [InlineData("stable")]
    [InlineData("targets")]
    public async Task A10_an_older_role_is_refused_in_a_later_run_too(string role)
    {
        _repository.Change(role, targets => targets);
        _repository.Publish();
        await _device.ReadAsync(OfferPath);
        _repository.Snapshot = _repository.Snapshot with { Version = 4, Files = _repository.Snapshot.Files.SetItem($"{role}.json", new MetadataFile(1, null, null)) };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        var refusal = await _device.RefusalAsync();

        Assert.Equal((TrustFailure.Rollback, role), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A10_a_role_that_is_gone_from_the_snapshot_is_refused()
    {
        await _device.ReadAsync(OfferPath);
        _repository.Snapshot = _repository.Snapshot with { Version = 3, Files = _repository.Snapshot.Files.Remove("stable.json") };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        var refusal = await _device.RefusalAsync();

        Assert.Equal((TrustFailure.Rollback, "stable"), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A11_one_of_three_stolen_stable_keys_signs_nothing()
    {
        _repository.AddTarget("stable", OfferPath, "malware"u8.ToArray());
        _repository.PublishRoles();
        Replace("stable", RepositorySimulator.Sign(_repository.Roles["stable"].ToJson(), _repository.Keys["stable"][0]));

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.ThresholdNotMet, "stable"), (refusal.Failure, refusal.Subject));
        Assert.Contains("1 of the 2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("releases")]
    [InlineData("rollout")]
    [InlineData("beta")]
    public async Task A12_what_a_stolen_key_signs_outside_its_delegation_is_ignored(string stolen)
    {
        _repository.AddTarget(stolen, OfferPath, "malware"u8.ToArray());
        _repository.AddTarget(stolen, "stable/linux-arm64.json", "malware"u8.ToArray());
        _repository.Publish();

        Assert.Equal("an offer", await ReadTextAsync());
        Assert.Null(await _device.ReadAsync("stable/linux-arm64.json"));
    }

    [Fact]
    public async Task A14_stolen_snapshot_and_timestamp_keys_make_nothing_new()
    {
        _repository.AddTarget("stable", OfferPath, "malware"u8.ToArray());
        _repository.PublishRoles();
        Replace("stable", RepositorySimulator.Sign(_repository.Roles["stable"].ToJson(), _repository.Keys["snapshot"][0], _repository.Keys["timestamp"][0]));

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.ThresholdNotMet, "stable"), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A18_more_root_versions_than_one_run_walks_are_left_for_the_next()
    {
        for (var i = 0; i < MetadataLimits.RootRotations + 10; i++)
        {
            _repository.PublishRoot();
        }

        var client = await _device.RefreshAsync();
        Assert.Equal(1 + MetadataLimits.RootRotations, client.Trusted.Root.Version);
        Assert.Equal(MetadataLimits.RootRotations, _repository.Requests.Count(path => path.EndsWith(".root.json", StringComparison.Ordinal)));

        client = await _device.RefreshAsync();
        Assert.Equal(_repository.Root.Version, client.Trusted.Root.Version);
    }

    [Fact]
    public async Task Without_consistent_snapshots_files_have_plain_names()
    {
        _repository.Root = _repository.Root with { HasConsistentSnapshots = false };
        _repository.PublishRoot();
        foreach (var (path, bytes) in _repository.Files.ToArray())
        {
            _repository.Files[path.Replace("/2.stable", "/stable", StringComparison.Ordinal).Replace("/2.snapshot", "/snapshot", StringComparison.Ordinal).Replace("/1.targets", "/targets", StringComparison.Ordinal)] = bytes;
        }

        _repository.Files[$"targets/{OfferPath}"] = "an offer"u8.ToArray();

        Assert.Equal("an offer", await ReadTextAsync());
        Assert.Contains("metadata/snapshot.json", _repository.Requests);
    }

    [Fact]
    public async Task A_cancelled_run_stops()
    {
        var client = await _device.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RefreshAsync(new CancellationToken(canceled: true)));
    }

    private async Task<string?> ReadTextAsync() => await _device.ReadAsync(OfferPath) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Serves other bytes for a role, rightly described by a new snapshot and timestamp.</summary>
    private void Replace(string role, byte[] bytes)
    {
        var version = _repository.Roles[role].Version;
        _repository.Serve(role, version, bytes);
        _repository.Snapshot = _repository.Snapshot with
        {
            Files = _repository.Snapshot.Files.SetItem($"{role}.json", new MetadataFile(version, bytes.Length, FileHashes.Of(Sha256Digest.Of(bytes)))),
        };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
    }

    private void PublishWithLengths(long? snapshot, long? stable)
    {
        _repository.Change("targets", targets => targets);
        _repository.Change("stable", targets => targets);
        _repository.PublishRoles();
        _repository.Snapshot = _repository.Snapshot with
        {
            Files = _repository.Snapshot.Files.SetItem("targets.json", new MetadataFile(2, null, null)).SetItem("stable.json", new MetadataFile(3, stable, null)),
        };
        _repository.PublishSnapshot();
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetadataFile(_repository.Snapshot.Version, snapshot, null) };
        _repository.PublishTimestamp();
    }

    private void Expire(string role, DateTimeOffset expiry)
    {
        switch (role)
        {
            case "root":
                _repository.Root = _repository.Root with { Expires = expiry };
                _repository.PublishRoot();
                break;
            case "timestamp":
                _repository.Timestamp = _repository.Timestamp with { Expires = expiry };
                break;
            case "snapshot":
                _repository.Snapshot = _repository.Snapshot with { Expires = expiry };
                break;
            default:
                _repository.Change(role, targets => targets with { Expires = expiry });
                break;
        }

        _repository.Publish();
    }

    private static string Line(string state, string role) => state.Split('\n').Single(line => line.StartsWith(role + ":", StringComparison.Ordinal));
}
