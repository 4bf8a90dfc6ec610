using Slipway.Publishing.Promotions;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class EmergencyReasonTests
{
    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, "CVE-2026-1234 is used in the field", "CVE-2026-1234 is used in the field")]
    public void B21_an_emergency_has_a_reason_and_what_is_none_has_not(bool isEmergency, string? reason, string? said) =>
        Assert.Equal(said, EmergencyReason.Of(isEmergency, reason));

    [Theory]
    [InlineData(true, null, "An emergency skips bake, gates and waves, and it is not said why.", "Give the reason too")]
    [InlineData(false, "fire", "There is a reason, but no emergency that it would be for.", "Say that it is one (--emergency, SlipwayEmergency)")]
    [InlineData(true, "", "The reason is empty.", "Keep it to one line")]
    public void B21_one_without_the_other_is_refused_and_both_ways_out_are_named(bool isEmergency, string? reason, string message, string hint)
    {
        var refusal = Assert.Throws<InputException>(() => EmergencyReason.Of(isEmergency, reason));

        Assert.Equal(("SLP1035", message), (refusal.Code, refusal.Message));
        Assert.StartsWith(hint, refusal.Hint, StringComparison.Ordinal);
    }
}
