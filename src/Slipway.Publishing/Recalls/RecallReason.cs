using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>Why a release is taken back: a line for whoever looks after a device, which shows it as it is.</summary>
public static class RecallReason
{
    /// <summary>The reason without blanks around it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is empty, longer than <see cref="YankedRelease.MaxReason"/> characters, or more than a line of plain text.</exception>
    public static string Require(string text) =>
        SignedLine.Require("reason", text, YankedRelease.MaxReason, "People at devices read it: say in a line what is wrong with the release, as in --reason 'overheats the motor'.");
}
