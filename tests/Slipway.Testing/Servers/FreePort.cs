using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing.Servers;

/// <summary>A port of this machine on which nothing listens. Another program may take it before it is used.</summary>
public static class FreePort
{
    /// <summary>Finds one.</summary>
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
