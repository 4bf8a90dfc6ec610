using System.Buffers.Binary;
using System.Net.Sockets;

namespace EdgeAgent.Mqtt;

/// <summary>One connection to a broker: enough of MQTT 3.1.1 to publish with QoS 0 or 1. It never answers late: every wait has an end.</summary>
internal sealed class MqttConnection : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly BrokerSettings _broker;
    private readonly TcpClient _client = new() { NoDelay = true };
    private ushort _packetId;

    private MqttConnection(BrokerSettings broker) => _broker = broker;

    /// <exception cref="IOException">The broker does not accept the connection.</exception>
    public static async Task<MqttConnection> OpenAsync(BrokerSettings broker, CancellationToken cancellation)
    {
        var connection = new MqttConnection(broker);
        try
        {
            await connection.ConnectAsync(cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the reading is sent (QoS 0) or the broker has it (QoS 1).</summary>
    public async Task PublishAsync(byte[] payload, CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        _packetId = (ushort)(_packetId == ushort.MaxValue ? 1 : _packetId + 1);
        await _client.GetStream().WriteAsync(MqttPacket.Publish(_broker, _packetId, payload), deadline.Token);
        if (_broker.QualityOfService == 0)
        {
            return;
        }

        var acknowledged = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(MqttPacket.PublishAcknowledged, deadline.Token));
        if (acknowledged != _packetId)
        {
            throw new IOException($"The broker acknowledged packet {acknowledged}: expected {_packetId}.");
        }
    }

    /// <summary>Tells the broker that this client still lives.</summary>
    public async Task PingAsync(CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        await _client.GetStream().WriteAsync(MqttPacket.Ping(), deadline.Token);
    }

    public void Dispose() => _client.Dispose();

    private static CancellationTokenSource Deadline(CancellationToken cancellation)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(LongestWait);
        return deadline;
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        await _client.ConnectAsync(_broker.Host, _broker.Port, deadline.Token);
        await _client.GetStream().WriteAsync(MqttPacket.Connect(_broker), deadline.Token);
        var answer = await ReadAsync(MqttPacket.ConnectAcknowledged, deadline.Token);
        if (answer[1] != 0)
        {
            throw new IOException($"The broker refused the connection with return code {answer[1]}.");
        }
    }

    // Everything that a broker sends to a publisher is two bytes of header and at most two of content.
    private async Task<byte[]> ReadAsync(byte expectedType, CancellationToken cancellation)
    {
        var header = new byte[2];
        while (true)
        {
            await _client.GetStream().ReadExactlyAsync(header, cancellation);
            if (header[1] > 2)
            {
                throw new IOException($"The broker sent a packet of {header[1]} bytes: expected at most 2.");
            }

            var content = new byte[header[1]];
            await _client.GetStream().ReadExactlyAsync(content, cancellation);
            if (header[0] == expectedType && content.Length == 2)
            {
                return content;
            }
        }
    }
}
