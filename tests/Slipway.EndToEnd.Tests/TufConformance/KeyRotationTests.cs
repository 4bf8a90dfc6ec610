using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>New keys are trusted on the word of the old ones, and of themselves (TUF §5.3.4, §6.1).</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly SigningKey[] _keys = [.. Enumerable.Range(0, 10).Select(_ => SigningKey.Ed25519())];
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public KeyRotationTests() => _device = new ConformanceDevice(_repository);

    /// <summary>Versions of the root from 1 on, each as threshold/keys: signers, and the one that a client gets to.</summary>
    public static TheoryData<string, string, int> RootRotations => new()
    {
        { "one key is replaced", "1/1: 1, 1/2: 21, 1/2: 2", 3 },
        { "signatures of strangers do no harm", "1/1: 314, 1/2: 3214, 1/2: 324", 3 },
        { "three of five, never the same three", "3/01234: 024, 3/01234: 041, 3/01234: 013, 3/01234: 013", 4 },
        { "three of five, one replaced by those who stay", "3/01234: 024, 3/01345: 041", 2 },
        { "three of five, one replaced, the new one signs", "3/01234: 024, 3/01345: 0245, 3/01345: 045", 3 },
        { "three of five, all replaced", "3/01234: 024, 3/56789: 024567, 3/56789: 567", 3 },
        { "the threshold is raised", "1/123: 1, 2/123: 12", 2 },
        { "the threshold is lowered", "2/123: 12, 1/123: 12, 1/123: 1", 3 },
        { "a key is added, and the threshold raised", "1/1: 1, 2/12: 12", 2 },
        { "the old key did not sign", "1/1: 1, 1/2: 234", 1 },
        { "the new key did not sign", "1/1: 1, 1/2: 134", 1 },
        { "three of five, too few of the new keys signed", "3/01234: 024, 3/01345: 024", 1 },
        { "three of five, too few of the old keys signed", "3/01234: 024, 3/01345: 045", 1 },
        { "the threshold is raised beyond those who signed", "1/123: 1, 2/123: 2", 1 },
        { "the threshold is lowered by fewer than it was", "2/123: 12, 1/123: 1", 1 },
    };

    /// <summary>A role's keys as threshold/keys: signers, and whether a client accepts it.</summary>
    public static TheoryData<string, string, bool> RoleRotations => new()
    {
        { "one key is replaced", "1/2: 2", true },
        { "signatures of strangers do no harm", "1/1: 314", true },
        { "the new key did not sign", "1/2: 134", false },
        { "one of three signatures is a stranger's", "3/01345: 024", false },
        { "two signatures are not three", "3/01345: 04", false },
        { "three of five, the first way", "3/01234: 024", true },
        { "three of five, the second way", "3/01234: 041", true },
        { "three of five, the third way", "3/01234: 013", true },
        { "three of five, the fourth way", "3/01234: 123", true },
        { "three of five, the fifth way", "3/01234: 234", true },
    };

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(RootRotations))]
    public async Task A11_a_root_is_followed_as_far_as_old_and_new_keys_signed(string because, string versions, int reached)
    {
        var steps = versions.Split(',').Select(RotationStep.Parse).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            SetKeys(Root, steps[i]);
            _repository[Root]["version"] = i + 1;
            _repository.Write(Root);
        }

        var isAccepted = reached == steps.Count;
        Assert.Equal(isAccepted ? Outcome.Done : Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.True(_device.Kept(Root).AsSpan().SequenceEqual(_repository.Files[BareRepository.PathOf(Root, reached)]), because);
        Assert.Equal(isAccepted ? $"root {reached}, snapshot 1, targets 1, timestamp 1" : $"root {reached}", _device.Trusted);
    }

    [Theory]
    [MemberData(nameof(RoleRotations))]
    public async Task A11_a_role_is_accepted_where_the_keys_of_the_newest_root_signed(string because, string keys, bool isAccepted)
    {
        foreach (var role in (string[])[Timestamp, Snapshot, Targets])
        {
            var repository = new BareRepository();
            using var device = new ConformanceDevice(repository);
            await device.RefreshAsync();
            SetKeys(repository, role, RotationStep.Parse(keys));
            repository.Publish(Root, Targets, Snapshot, Timestamp);

            var outcome = await device.RefreshAsync();

            Assert.Equal(isAccepted ? Outcome.Done : Outcome.Refused(TrustFailure.ThresholdNotMet), outcome);
            Assert.True(isAccepted == IsTrusted(device, role, repository.Latest(role)), $"{role}: {because}");
        }
    }

    /// <summary>All three roles are rotated, one after the other, on a device that follows each step.</summary>
    [Theory]
    [MemberData(nameof(RoleRotations))]
    public async Task A11_roles_that_are_rotated_one_after_the_other_are_followed_until_one_is_refused(string because, string keys, bool isAccepted)
    {
        await _device.RefreshAsync();
        foreach (var role in (string[])[Timestamp, Snapshot, Targets])
        {
            SetKeys(role, RotationStep.Parse(keys));
            _repository.Publish(Root, Targets, Snapshot, Timestamp);

            Assert.True(isAccepted == (await _device.RefreshAsync() == Outcome.Done), $"{role}: {because}");
        }

        Assert.Equal(isAccepted ? "root 4, snapshot 4, targets 4, timestamp 4" : "root 4, targets 1", _device.Trusted);
    }

    [Fact]
    public async Task A18_no_more_than_256_roots_are_followed_in_one_refresh()
    {
        for (var i = 0; i < 300; i++)
        {
            _repository.Publish(Root);
        }

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal("root 257, snapshot 1, targets 1, timestamp 1", _device.Trusted);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal("root 301, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    private void SetKeys(string role, RotationStep step) => SetKeys(_repository, role, step);

    private void SetKeys(BareRepository repository, string role, RotationStep step) =>
        repository.SetKeys(role, step.Threshold, step.Keys.Select(i => _keys[i]), step.Signers.Select(i => _keys[i]));

    private static bool IsTrusted(ConformanceDevice device, string role, byte[] file) =>
        device.Trusted.Contains($"{role} ", StringComparison.Ordinal) && device.Kept(role).AsSpan().SequenceEqual(file);
}
