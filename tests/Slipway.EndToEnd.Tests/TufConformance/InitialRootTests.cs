using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>The root that a client is given is verified before anything is asked for (TUF §5.2).</summary>
public sealed class InitialRootTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public InitialRootTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("version")]
    [InlineData("expires")]
    [InlineData("_type")]
    [InlineData("spec_version")]
    [InlineData("keys")]
    [InlineData("roles")]
    public async Task J2_an_initial_root_without_a_field_is_refused_without_a_request(string field)
    {
        _repository[Root].Remove(field);
        await _device.InitAsync(_repository.Sign(Root, [.. _repository.SignersOf(Root)]));

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Empty(_device.TakeRequests());
    }

    [Fact]
    public async Task An_initial_root_with_the_signature_of_something_else_is_refused_without_a_request()
    {
        var other = _repository.SignersOf(Root)[0].Sign([])["sig"];
        _repository.Tamper(Root, file => file["signatures"]![0]!["sig"] = other!.DeepClone());
        await _device.InitAsync(_repository.InitialRoot);

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Empty(_device.TakeRequests());
    }

    [Fact]
    public async Task An_initial_root_that_nobody_signed_is_refused_without_a_request()
    {
        await _device.InitAsync(_repository.Sign(Root));

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Empty(_device.TakeRequests());
    }

    [Fact]
    public async Task An_initial_root_that_is_no_json_is_refused_without_a_request()
    {
        await _device.InitAsync([0x7b]);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Empty(_device.TakeRequests());
    }
}
