using System.Security.Cryptography;
using Slipway.EndToEnd.Tests.Interop;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Buckets;

/// <summary>A shop whose repository is in a bucket. Its commands go through a proxy, devices read directly, as everybody may.</summary>
internal sealed class BucketShop : IAsyncDisposable
{
    private readonly TestBucket _bucket;
    private int _devices;

    private BucketShop(TestBucket bucket)
    {
        _bucket = bucket;
        Proxy = new FaultProxy(bucket.Endpoint.Address);
        foreach (var (name, value) in (bucket.Endpoint with { Address = Proxy.Address }).Environment)
        {
            Shop.Terminal.Environment[name] = value;
        }
    }

    public Shop Shop { get; } = new();

    public FaultProxy Proxy { get; }

    /// <summary>Where devices find the store, without organisation and product.</summary>
    public Uri DeviceUrl => new(_bucket.Address, "devices/");

    public static async Task<BucketShop> CreateAsync(S3Server server)
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        var bucket = await (await server.StartAsync()).CreateBucketAsync();
        await bucket.LetEverybodyReadAsync();
        var made = new BucketShop(bucket);
        await made.Shop.InitializeAsync($"s3://{bucket.Name}/devices");
        return made;
    }

    /// <summary>Packs and signs a bundle whose payload has as many bytes, which nothing makes fewer.</summary>
    public async Task<string> BundleAsync(string version, int bytes)
    {
        Directory.CreateDirectory(Shop.Terminal[$"app-{version}"]);
        await File.WriteAllBytesAsync(Shop.Terminal[$"app-{version}/noise"], RandomNumberGenerator.GetBytes(bytes));
        return await Shop.BundleAsync(version, $"#!/bin/sh\necho {version}\n");
    }

    public OwnDevice NewDevice() => new(Shop.Terminal[$"device-{_devices++}"], Shop.TrustAnchor, new Uri(DeviceUrl, "acme/edge-agent/"));

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        Shop.Dispose();
        await _bucket.DisposeAsync();
    }
}
