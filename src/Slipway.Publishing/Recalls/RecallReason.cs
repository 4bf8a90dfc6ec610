using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>Why a release is taken back: a line for whoever looks after a device, which shows it as it is.</summary>
public static class RecallReason
{
    /// <summary>The reason without blanks around it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is empty, longer than <see cref="YankedRelease.MaxReason"/> characters, or more than a line of plain text.</exception>
    public static string Require(string text)
    {
        var reason = text.Trim();
        return reason.Length == 0 ? throw Refuse("The reason is empty.")
            : reason.Length > YankedRelease.MaxReason ? throw Refuse($"The reason has {reason.Length} characters: expected at most {YankedRelease.MaxReason}.")
            : PlainText.Of(reason) != reason ? throw Refuse($"The reason '{PlainText.Of(reason)}' has characters that a terminal does not show as they are: expected one line.")
            : reason;
    }

    private static InputException Refuse(string message) =>
        new(InputFailure.OptionInvalid, message) { Hint = "People at devices read it: say in a line what is wrong with the release, as in --reason 'overheats the motor'." };
}
