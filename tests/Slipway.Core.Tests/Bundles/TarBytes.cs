using System.Globalization;
using System.Text;
using Slipway.Bundles;
using Slipway.Bundles.Archives;

namespace Slipway.Core.Tests.Bundles;

/// <summary>Builds archives that no honest program makes, one field at a time.</summary>
internal sealed class TarBytes
{
    private readonly MemoryStream _bytes = new();

    public TarBytes File(string name, string content = "content", char type = '0', string mode = "0000644", long? size = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        Header(name, size ?? bytes.Length, type, mode);
        return Content(bytes);
    }

    public TarBytes Header(string name, long size, char type = '0', string mode = "0000644", string owner = "0000000", string link = "")
    {
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, mode);
        Put(header, 108, owner);
        Put(header, 116, owner);
        Put(header, 124, Convert.ToString(size, 8).PadLeft(11, '0'));
        Put(header, 136, "00000000000");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\000");
        return Raw(Sum(header));
    }

    /// <summary>An extended header with these records.</summary>
    public TarBytes Pax(params string[] records) => File("PaxHeader", string.Concat(records.Select(Record)), 'x');

    public TarBytes Content(byte[] bytes)
    {
        _bytes.Write(bytes);
        _bytes.Write(new byte[-bytes.Length & 511]);
        return this;
    }

    public TarBytes Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public TarBytes End() => Raw(new byte[1024]);

    public byte[] ToArray() => _bytes.ToArray();

    public static byte[] Compress(byte[] archive, PayloadCompression compression, int level = 3)
    {
        var output = new MemoryStream();
        PayloadCodec.Encode(output, new PayloadSettings(compression, level, 1), stream => stream.Write(archive));
        return output.ToArray();
    }

    public static byte[] Sum(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Put(header, 148, Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0");
        return header;
    }

    public static void Put(byte[] header, int offset, string text) => Encoding.UTF8.GetBytes(text, header.AsSpan(offset));

    private static string Record(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text) + 2;
        var digits = length.ToString(CultureInfo.InvariantCulture).Length;
        digits = (length + digits).ToString(CultureInfo.InvariantCulture).Length;
        return string.Create(CultureInfo.InvariantCulture, $"{length + digits} {text}\n");
    }
}
