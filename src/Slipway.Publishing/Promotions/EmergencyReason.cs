using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>Why bake, gates and waves are left out. It is signed, and whoever looks after a device reads it.</summary>
public static class EmergencyReason
{
    /// <summary>The reason, or null where it is no emergency.</summary>
    /// <param name="isEmergency">Whether it is said to be one.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: one without the other, or longer than a line.</exception>
    public static string? Of(bool isEmergency, string? reason)
    {
        if (isEmergency != reason is not null)
        {
            throw isEmergency
                ? Refuse("An emergency skips bake, gates and waves, and it is not said why.", "Give the reason too (--reason, SlipwayReason), such as 'CVE-2026-1234 is used in the field'.")
                : Refuse("There is a reason, but no emergency that it would be for.", "Say that it is one (--emergency, SlipwayEmergency) if bake, gates and waves are to be skipped, or leave the reason out.");
        }

        return reason is null ? null : Require(reason);
    }

    /// <summary>The reason without blanks around it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is empty, longer than <see cref="YankedRelease.MaxReason"/> characters, or more than a line of plain text.</exception>
    internal static string Require(string reason) =>
        SignedLine.Require("reason", reason, YankedRelease.MaxReason, "Keep it to one line, such as 'CVE-2026-1234 is used in the field'; details belong into the release notes.");

    private static InputException Refuse(string message, string hint) => new(InputFailure.OptionInvalid, message) { Hint = hint };
}
