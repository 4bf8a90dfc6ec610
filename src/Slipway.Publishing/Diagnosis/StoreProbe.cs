using System.Security.Cryptography;
using System.Text;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Diagnosis;

/// <summary>An object of the doctor's own in the store, under a name that nobody else has. It is deleted whatever happens.</summary>
internal sealed class StoreProbe(IReleaseStore store)
{
    /// <summary>Where such objects lie. Readers never look there.</summary>
    public const string Folder = "doctor/";

    /// <summary>Its path.</summary>
    public string Path { get; } = Folder + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Content that no other call returns.</summary>
    public static StoreContent NewContent() => StoreContent.Of(Encoding.UTF8.GetBytes($"slipway doctor {RandomNumberGenerator.GetHexString(16)}\n"));

    /// <summary>What the object is now, or null.</summary>
    public Task<StoredObject?> ReadAsync(CancellationToken cancellation) => store.ReadAsync(Path, limit: 1024, cancellation);

    /// <summary>Whether the object has this content.</summary>
    public async Task<bool> HasAsync(StoreContent content, CancellationToken cancellation) =>
        await ReadAsync(cancellation) is { } found && Sha256Digest.Of(found.Bytes.Span) == content.Digest;

    /// <summary>When the store says that it wrote something just now; null where it cannot be written to, which is another check's finding.</summary>
    public static async Task<DateTimeOffset?> ReadClockAsync(IReleaseStore store, CancellationToken cancellation)
    {
        var probe = new StoreProbe(store);
        try
        {
            await store.CreateAsync(probe.Path, NewContent(), cancellation);
            return (await store.ListAsync(probe.Path, cancellation).FirstOrDefaultAsync(cancellation))?.Modified;
        }
        catch (StoreException)
        {
            return null;
        }
        finally
        {
            await probe.TryDeleteAsync();
        }
    }

    /// <summary>Deletes it, also after a cancellation.</summary>
    /// <returns>Why it could not be, or null.</returns>
    public async Task<StoreException?> TryDeleteAsync()
    {
        try
        {
            await store.DeleteAsync(Path, CancellationToken.None);
            return null;
        }
        catch (StoreException refusal)
        {
            return refusal;
        }
    }
}
