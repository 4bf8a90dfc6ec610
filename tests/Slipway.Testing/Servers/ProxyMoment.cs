namespace Slipway.Testing.Servers;

/// <summary>When something happens to a request.</summary>
public enum ProxyMoment
{
    /// <summary>The server has seen nothing of it.</summary>
    BeforeForwarding,

    /// <summary>The server has half of its body.</summary>
    InsideBody,

    /// <summary>The server has done it, and the client knows nothing of that.</summary>
    BeforeAnswering,
}
