using System.Collections.Immutable;
using System.Text;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Storage;

namespace Slipway.Publishing.Repository;

/// <summary>Makes a repository for a first try: local keys, one per duty, each role with threshold 1.</summary>
public sealed class RepositoryInitializer(TimeProvider time)
{
    /// <summary>Is told of every signature, or null.</summary>
    public SigningAudit? Audit { get; init; }

    /// <summary>Writes slipway.json, the keys and the trust anchor, and puts the first metadata into the store. On failure nothing of it is left.</summary>
    /// <exception cref="InputException">There is a slipway.json already, or a name or address cannot be used.</exception>
    /// <exception cref="StoreException">The store refused, or has a repository of this product already.</exception>
    public async Task<Initialization> InitializeAsync(InitializeRequest request, CancellationToken cancellation)
    {
        var file = Path.Combine(Path.GetFullPath(request.Folder), ReleasePolicy.FileName);
        var anchor = Path.Combine(Path.GetFullPath(request.Folder), PolicyTemplate.TrustAnchorFile);
        if (new[] { file, anchor }.FirstOrDefault(Path.Exists) is { } existing)
        {
            throw new InputException(InputFailure.PolicyExists, $"{existing} exists already, and is not overwritten.")
            {
                Hint = "Edit it, or initialise in another folder.",
            };
        }

        var written = new List<string>();
        try
        {
            return await WriteAsync(request, file, written, cancellation);
        }
        catch
        {
            written.ForEach(File.Delete);
            throw;
        }
    }

    private async Task<Initialization> WriteAsync(InitializeRequest request, string file, List<string> written, CancellationToken cancellation)
    {
        var text = PolicyTemplate.Write(request);
        var keys = await WriteKeysAsync(request, text, written, cancellation);
        written.Add(file);
        await AtomicFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), cancellation);

        var policy = ReleasePolicy.Load(file);
        var repository = new ReleaseRepository(policy, time) { Audit = Audit };
        var anchor = await repository.InitializeAsync(signers => FirstMetadata.Describe(policy, signers, repository.Now), cancellation);

        // From here on the repository exists, and only these keys can sign for it: they stay whatever happens.
        written.Clear();
        await AtomicFile.WriteAsync(policy.TrustAnchorFile, anchor, cancellation);
        return new Initialization(file, policy.TrustAnchorFile, keys, repository.Address, PolicyTemplate.Advice(text));
    }

    private static async Task<ImmutableArray<string>> WriteKeysAsync(InitializeRequest request, string text, List<string> written, CancellationToken cancellation)
    {
        var folder = Path.Combine(request.Folder, PolicyTemplate.KeyFolder);
        Directory.CreateDirectory(folder);
        var ignore = Path.Combine(folder, ".gitignore");
        if (!File.Exists(ignore))
        {
            written.Add(ignore);
            await AtomicFile.WriteAsync(ignore, "*\n!*.pub.pem\n!backup.json\n!.gitignore\n"u8.ToArray(), cancellation);
        }

        var made = ImmutableArray.CreateBuilder<string>();
        foreach (var name in PolicyTemplate.KeysIn(text).Where(name => !File.Exists(Path.Combine(folder, $"{name}.pem"))))
        {
            var pair = await KeyGenerator.WritePairAsync(folder, name, passphrase: null, cancellation);
            written.AddRange([pair.PrivateFile, pair.PublicFile]);
            made.Add(pair.PrivateFile);
        }

        return made.DrainToImmutable();
    }
}
