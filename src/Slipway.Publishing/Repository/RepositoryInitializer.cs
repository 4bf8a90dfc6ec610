using System.Collections.Immutable;
using System.Text;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Storage;

namespace Slipway.Publishing.Repository;

/// <summary>Makes a repository for a first try: local keys, one per duty, each role with threshold 1. Or what a slipway.json that is there already describes.</summary>
public sealed class RepositoryInitializer(TimeProvider time)
{
    private const string OfAnotherRepository =
        "It is the first root of a repository that devices may trust: check \"store\". Where that one is lost for good, move the file aside first; the runbook says how devices follow.";

    /// <summary>Is told of every signature, or null.</summary>
    public SigningAudit? Audit { get; init; }

    /// <summary>Writes slipway.json, the keys and the trust anchor, and puts the first metadata into the store. On failure nothing of it is left.</summary>
    /// <exception cref="InputException">The folder is missing or cannot be written, there is a slipway.json already, or a name or address cannot be used.</exception>
    /// <exception cref="StoreException">The store refused, or has a repository of this product already.</exception>
    public async Task<Initialization> InitializeAsync(InitializeRequest request, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(request.Folder);
        var file = Path.Combine(folder, ReleasePolicy.FileName);
        RequireFolder(folder);
        RequireAbsent(file, "Edit it, or initialise in another folder.");
        RequireAbsent(Path.Combine(folder, PolicyTemplate.TrustAnchorFile), OfAnotherRepository);
        return await UndoingAsync(
            async written =>
            {
                written.Add(file);
                await AtomicFile.WriteAsync(file, Encoding.UTF8.GetBytes(PolicyTemplate.Write(request)), cancellation);
                var policy = ReleasePolicy.Load(file);
                return await MakeAsync(policy, policy.Roles.Values.Where(role => !request.Keys.ContainsKey(role.Role)), written, cancellation);
            });
    }

    /// <summary>Makes what a slipway.json still lacks: the keys that it wants in <c>keys/</c>, the trust anchor and the repository. The file itself stays as it is.</summary>
    /// <exception cref="InputException">There is a trust anchor already, or keys of a role are neither here nor in <c>keys/</c>.</exception>
    /// <exception cref="StoreException">The store refused, or has a repository of this product already.</exception>
    public async Task<Initialization> CompleteAsync(ReleasePolicy policy, CancellationToken cancellation)
    {
        RequireAbsent(policy.TrustAnchorFile, OfAnotherRepository);
        return await UndoingAsync(written => MakeAsync(policy, policy.Roles.Values, written, cancellation));
    }

    private static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException(InputFailure.FileNotFound, $"There is no folder {folder}.")
            {
                Hint = "Make it first: slipway.json and the keys come into it.",
            };
        }
    }

    private static void RequireAbsent(string file, string hint)
    {
        if (Path.Exists(file))
        {
            throw new InputException(InputFailure.PolicyExists, $"{file} exists already, and is not overwritten.")
            {
                Hint = hint,
            };
        }
    }

    private static async Task<Initialization> UndoingAsync(Func<List<string>, Task<Initialization>> make)
    {
        var written = new List<string>();
        try
        {
            return await make(written);
        }
        catch (Exception failure)
        {
            written.ForEach(TryDelete);
            if (FileRefusal.Is(failure))
            {
                throw FileRefusal.Of(failure);
            }

            throw;
        }
    }

    /// <summary>What cannot be undone hides no error.</summary>
    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception kept) when (FileRefusal.Is(kept))
        {
            // The first error is the one to mend.
        }
    }

    private async Task<Initialization> MakeAsync(ReleasePolicy policy, IEnumerable<RolePolicy> roles, List<string> written, CancellationToken cancellation)
    {
        await WriteSchemaAsync(policy, written, cancellation);
        var keys = await WriteKeysAsync(policy, roles, written, cancellation);
        var repository = new ReleaseRepository(policy, time) { Audit = Audit };
        var anchor = await repository.InitializeAsync(signers => FirstMetadata.Describe(policy, signers, repository.Now), cancellation);

        // From here on the repository exists, and only these keys can sign for it: they stay whatever happens.
        written.Clear();
        await AtomicFile.WriteAsync(policy.TrustAnchorFile, anchor, cancellation);
        return new Initialization(policy.File, policy.TrustAnchorFile, keys, repository.Address, await PolicyTemplate.AdviseAsync(policy, cancellation));
    }

    /// <summary>What editors complete and check slipway.json by, where that refers to it. One that is there may be of a newer version.</summary>
    private static async Task WriteSchemaAsync(ReleasePolicy policy, List<string> written, CancellationToken cancellation)
    {
        var schema = Path.Combine(policy.Folder, PolicySchema.FileName);
        var isNamed = (await File.ReadAllTextAsync(policy.File, cancellation)).Contains($"\"{PolicySchema.Reference}\"", StringComparison.Ordinal);
        if (isNamed && !File.Exists(schema))
        {
            written.Add(schema);
            await AtomicFile.WriteAsync(schema, PolicySchema.Read(), cancellation);
        }
    }

    /// <summary>Makes the keys of <paramref name="roles"/> that are missing in <c>keys/</c>. A key that is to be elsewhere is somebody's, and so is one whose public half is there.</summary>
    private static async Task<ImmutableArray<string>> WriteKeysAsync(ReleasePolicy policy, IEnumerable<RolePolicy> roles, List<string> written, CancellationToken cancellation)
    {
        var folder = Path.Combine(policy.Folder, PolicyTemplate.KeyFolder);
        Directory.CreateDirectory(folder);
        var ignore = Path.Combine(folder, ".gitignore");
        if (!File.Exists(ignore))
        {
            written.Add(ignore);
            await AtomicFile.WriteAsync(ignore, "*\n!*.pub.pem\n!backup.json\n!.gitignore\n"u8.ToArray(), cancellation);
        }

        var made = ImmutableArray.CreateBuilder<string>();
        foreach (var file in roles.SelectMany(role => role.Keys).Where(key => key.Kind == KeyReferenceKind.File).Select(key => Path.GetFullPath(key.Value, policy.Folder)).Distinct())
        {
            if (Path.GetDirectoryName(file) == folder && Path.GetExtension(file) == ".pem" && !File.Exists(file) && !File.Exists(PublicHalf.FileOf(file)))
            {
                var pair = await KeyGenerator.WritePairAsync(folder, Path.GetFileNameWithoutExtension(file), passphrase: null, cancellation);
                written.AddRange([pair.PrivateFile, pair.PublicFile]);
                made.Add(pair.PrivateFile);
            }
        }

        return made.DrainToImmutable();
    }
}
