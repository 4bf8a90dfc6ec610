using System.Security.Cryptography;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A network on which some requests are slow, and one in ten goes wrong.</summary>
internal static class Misfortune
{
    private const int MostMilliseconds = 20;

    // What was done although the publisher is told otherwise, or nothing, is the worst, and the most frequent here.
    private static readonly ProxyFault[] Faults =
    [
        ProxyFault.ServerError, ProxyFault.SlowDown, ProxyFault.Reset, ProxyFault.Cut,
        ProxyFault.LostAnswer, ProxyFault.LostAnswer, ProxyFault.LostAnswer, ProxyFault.WrongServerError, ProxyFault.WrongServerError,
    ];

    /// <summary>Lets it come over a proxy.</summary>
    public static void Befall(FaultProxy proxy)
    {
        proxy.Latency = _ => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(MostMilliseconds));
        proxy.Misbehave = _ => Faults.ElementAtOrDefault(RandomNumberGenerator.GetInt32(10 * Faults.Length));
    }
}
