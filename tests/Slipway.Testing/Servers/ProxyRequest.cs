namespace Slipway.Testing.Servers;

/// <summary>A request that came to a proxy, and what became of it.</summary>
/// <param name="Number">From 1 on, as they came.</param>
/// <param name="Method">For example <c>PUT</c>.</param>
/// <param name="Path">Without the query, for example <c>/bucket/acme/edge-agent/metadata/timestamp.json</c>.</param>
/// <param name="Query">Without the question mark.</param>
public sealed record ProxyRequest(int Number, string Method, string Path, string Query)
{
    private readonly MemoryStream _content = new();
    private long _bytesUp;
    private long _bytesDown;

    /// <summary>What S3 calls it: <c>PutObject</c>, <c>UploadPart</c>, ...</summary>
    public string Operation { get; } = S3Operation.NameOf(Method, Query);

    /// <summary>How many bytes of its body went to the server.</summary>
    public long BytesUp => Interlocked.Read(ref _bytesUp);

    /// <summary>How many bytes of the answer's body came from the server.</summary>
    public long BytesDown => Interlocked.Read(ref _bytesDown);

    /// <summary>What the server answered, whoever got it; 0 where it was not asked, or did not answer.</summary>
    public int Status { get; internal set; }

    /// <summary>What happened to it, or <see langword="null"/>.</summary>
    public ProxyFault? Fault { get; internal set; }

    /// <summary>What of its body went to the server, where the proxy was to keep it.</summary>
    public byte[] Content => _content.ToArray();

    /// <summary>Whether its body is kept.</summary>
    internal bool IsKept { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Operation} {Path} {Status} {Fault?.Name}".TrimEnd();

    internal void CountUp(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Add(ref _bytesUp, bytes.Length);
        if (IsKept)
        {
            _content.Write(bytes);
        }
    }

    internal void CountDown(int bytes) => Interlocked.Add(ref _bytesDown, bytes);
}
