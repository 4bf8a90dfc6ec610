namespace Slipway.Testing.Servers;

/// <summary>Something that happens to a request on its way, or to who sent it. Its connection ends then.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Moment">When it happens.</param>
public sealed record ProxyFault(string Name, ProxyMoment Moment)
{
    /// <summary>What the client is answered; null: its connection is reset.</summary>
    public string? Status { get; private init; }

    /// <summary>What else happens at that moment: who waits for the answer dies, for example.</summary>
    public Action? Strike { get; private init; }

    /// <summary>The connection is reset before the server has seen the request.</summary>
    public static ProxyFault Reset { get; } = new("reset", ProxyMoment.BeforeForwarding);

    /// <summary>The connection is reset in the middle of the request's body.</summary>
    public static ProxyFault Cut { get; } = new("cut", ProxyMoment.InsideBody);

    /// <summary>The server does it, and its answer is lost.</summary>
    public static ProxyFault LostAnswer { get; } = new("lost answer", ProxyMoment.BeforeAnswering);

    /// <summary>The server does nothing and says <c>500 Internal Server Error</c>.</summary>
    public static ProxyFault ServerError { get; } = new("500", ProxyMoment.BeforeForwarding) { Status = "500 Internal Server Error" };

    /// <summary>The server does nothing and says <c>503 Slow Down</c>.</summary>
    public static ProxyFault SlowDown { get; } = new("503", ProxyMoment.BeforeForwarding) { Status = "503 Slow Down" };

    /// <summary>What answers is not the server, and says <c>404 Not Found</c>.</summary>
    public static ProxyFault NotFound { get; } = new("404", ProxyMoment.BeforeForwarding) { Status = "404 Not Found" };

    /// <summary>The server does nothing and says <c>412 Precondition Failed</c>.</summary>
    public static ProxyFault ConditionUnmet { get; } = new("412", ProxyMoment.BeforeForwarding) { Status = "412 Precondition Failed" };

    /// <summary>The server does it, and something before it says <c>500 Internal Server Error</c>.</summary>
    public static ProxyFault WrongServerError { get; } = new("500 though it was done", ProxyMoment.BeforeAnswering) { Status = "500 Internal Server Error" };

    /// <summary>Who sent it is killed.</summary>
    public static ProxyFault Kill(ProxyMoment moment, Action kill) => new($"killed {moment}", moment) { Strike = kill };
}
