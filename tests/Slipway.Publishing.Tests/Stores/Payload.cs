using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>A large file, as it is published: under a path that names its digest.</summary>
internal sealed class Payload : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Payload(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_folder["payload"], bytes);
        Content = StoreContent.OfFile(_folder["payload"], length, Sha256Digest.Of(bytes));
        Path = $"targets/releases/1.0.0/linux-x64/{Content.Digest}.payload.tar.zst";
    }

    public StoreContent Content { get; }

    public string Path { get; }

    /// <summary>Lets the file's last byte be another one than was signed for.</summary>
    public void Change()
    {
        using var file = new FileStream(_folder["payload"], FileMode.Open);
        file.Position = file.Length - 1;
        var last = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)~last);
    }

    public void Dispose() => _folder.Dispose();
}
