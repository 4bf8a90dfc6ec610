using Slipway.Publishing;

namespace Slipway.Cli;

/// <summary>Asks the person at the terminal, who has seen what it is about.</summary>
internal static class Confirmation
{
    /// <summary>Shows <paramref name="lines"/> on standard error, and takes nothing but <c>yes</c> for an answer.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.NotConfirmed"/>.</exception>
    public static void Require(IEnumerable<string> lines, string question, bool isGiven)
    {
        if (isGiven)
        {
            return;
        }

        foreach (var line in lines)
        {
            Console.Error.WriteLine(PlainText.Of(line));
        }

        if (Console.IsInputRedirected)
        {
            throw new InputException(InputFailure.NotConfirmed, "Nobody can be asked here, since the input is not a terminal: nothing was signed.")
            {
                Hint = "A script that knows what it signs says so: --yes",
            };
        }

        Console.Error.Write($"{question} [yes/no] ");
        if (Console.ReadLine()?.Trim() != "yes")
        {
            throw new InputException(InputFailure.NotConfirmed, "The answer was not 'yes': nothing was signed.");
        }
    }
}
