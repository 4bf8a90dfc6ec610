using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>Serves files over https, with a certificate that it made itself.</summary>
internal sealed class SecureServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly Dictionary<string, byte[]> _files;
    private readonly Task _serving;

    public SecureServer(Dictionary<string, byte[]> files)
    {
        _files = files;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>The certificate, for clients that are told to trust it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_certificate);
                await AnswerAsync(stream);
            }
            catch (Exception refused) when (refused is System.Security.Authentication.AuthenticationException or IOException)
            {
                // The client left in the middle of the handshake; the next one may stay.
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if ((await reader.ReadLineAsync())?.Split(' ') is not [_, var target, ..])
        {
            // With TLS 1.3 a client that does not trust the certificate leaves after the handshake.
            return;
        }

        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
            // The head of a request says nothing more that matters.
        }

        var found = _files.TryGetValue(target[1..], out var file);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Length: {file?.Length ?? 0}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(file ?? []);
        await stream.ShutdownAsync();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
