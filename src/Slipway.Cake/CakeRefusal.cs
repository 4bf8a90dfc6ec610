using Cake.Core;
using Slipway.Publishing;

namespace Slipway.Cake;

/// <summary>Ends a task that was refused as Cake expects it. Any other exception is a bug, and Cake shows it as one.</summary>
internal static class CakeRefusal
{
    /// <exception cref="CakeException">It was refused: the message has code and hint.</exception>
    public static T Translating<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is SlipwayException || FileRefusal.Is(failure))
        {
            throw Of(failure);
        }
    }

    /// <exception cref="CakeException">It was refused: the message has code and hint.</exception>
    public static async Task TranslatingAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            // Frosting hands out no token: who stops a build stops the process, and readers of the store then see the old state.
            await work(CancellationToken.None);
        }
        catch (Exception failure) when (failure is SlipwayException || FileRefusal.Is(failure))
        {
            throw Of(failure);
        }
    }

    private static CakeException Of(Exception failure) => new(RefusalText.Of(FileRefusal.Coded(failure)), failure);
}
