using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Mqtt;

/// <summary>The packets of MQTT 3.1.1 that a publisher sends.</summary>
internal static class MqttPacket
{
    public const byte ConnectAcknowledged = 0x20;
    public const byte PublishAcknowledged = 0x40;

    private const byte CleanSession = 0x02;

    public static byte[] Connect(BrokerSettings broker) =>
        Frame(0x10, [.. Text("MQTT"), 4, CleanSession, .. Number((ushort)broker.KeepAlive.TotalSeconds), .. Text(broker.ClientId)]);

    public static byte[] Publish(BrokerSettings broker, ushort packetId, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> id = broker.QualityOfService > 0 ? Number(packetId) : [];
        return Frame((byte)(0x30 | (broker.QualityOfService << 1)), [.. Text(broker.Topic), .. id, .. payload]);
    }

    public static byte[] Ping() => Frame(0xC0, []);

    private static byte[] Frame(byte type, ReadOnlySpan<byte> body)
    {
        List<byte> length = [];
        var rest = body.Length;
        do
        {
            length.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);

        return [type, .. length, .. body];
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Number((ushort)bytes.Length), .. bytes];
    }

    private static byte[] Number(ushort value)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}
