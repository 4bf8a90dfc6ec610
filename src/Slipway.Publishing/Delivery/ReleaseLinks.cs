using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Mirroring;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Delivery;

/// <summary>Makes links that expire to files of a store that not everybody may read. Only what signed metadata lists, and what is there, gets one.</summary>
public sealed class ReleaseLinks
{
    /// <summary>How long a link is good unless something else is said.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    private readonly ReleaseRepository _repository;
    private readonly ILinkingStore _store;
    private readonly TimeSpan _lifetime;

    /// <param name="repository">The repository.</param>
    /// <param name="lifetime">How long the links are to be good.</param>
    /// <exception cref="InputException"><see cref="InputFailure.LinksUnsupported"/>: its store makes none. <see cref="InputFailure.OptionInvalid"/>: it makes none for so long.</exception>
    public ReleaseLinks(ReleaseRepository repository, TimeSpan lifetime)
    {
        _repository = repository;
        _store = repository.Store as ILinkingStore ?? throw new InputException(
            InputFailure.LinksUnsupported, $"The store {ReleaseStores.NameOf(repository.Address)} makes no links: expected a bucket, as s3://bucket/releases.")
        {
            Hint = "Serve a folder to those who may read it by a web server, or hand it on with 'slipway export'.",
        };
        _lifetime = lifetime > TimeSpan.Zero && lifetime <= _store.LongestLifetime ? lifetime : throw new InputException(
            InputFailure.OptionInvalid, $"A link cannot be good for {DurationText.Format(lifetime)}: expected at most {DurationText.Format(_store.LongestLifetime)}, and more than 0.");
    }

    /// <summary>Links to the bundle files of a release.</summary>
    /// <param name="version">The release.</param>
    /// <param name="runtimes">Its runtimes; none means every one that it was published for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotListed"/>.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Incomplete"/>: a file is listed, and is not there.</exception>
    public async Task<ImmutableArray<ReleaseLink>> OfReleaseAsync(SemanticVersion version, ImmutableArray<RuntimeId> runtimes, CancellationToken cancellation)
    {
        var listed = (await _repository.ReadAsync(cancellation)).RoleOf(ReleasePaths.ReleasesRole).Files.Values;
        var of = $"releases/{version}/";
        var files = listed.Where(file => runtimes.IsEmpty
            ? file.Path.StartsWith(of, StringComparison.Ordinal)
            : runtimes.Any(runtime => file.Path.StartsWith(ReleasePaths.Bundle(version, runtime, ""), StringComparison.Ordinal))).ToArray();
        return files.Length > 0
            ? await LinkAsync(files, cancellation)
            : throw NotListed($"{version}{(runtimes.IsEmpty ? "" : $" for {string.Join(", ", runtimes)}")} is not listed.");
    }

    /// <summary>A link to one file: <c>stable/linux-x64.json</c> as roles list it, or where it lies, as in <c>metadata/timestamp.json</c>.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotListed"/>.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Incomplete"/>: it is listed, and is not there.</exception>
    public async Task<ReleaseLink> OfFileAsync(string path, CancellationToken cancellation)
    {
        var state = await _repository.ReadAsync(cancellation);
        if (state.Roles.Values.SelectMany(role => role.Files.Values).FirstOrDefault(file => file.Path == path || file.RepositoryPath == path) is { } file)
        {
            return (await LinkAsync([file], cancellation))[0];
        }

        string[] metadata = [RepositoryFiles.Timestamp, .. state.Roles.Keys.Append(RoleNames.Root).Append(RoleNames.Snapshot).Select(role => RepositoryFiles.Of(role, state.VersionOf(role)))];
        return metadata.Contains(path, StringComparer.Ordinal) && await _repository.Store.ReadAsync(path, MetadataLimits.TargetsBytes, cancellation) is { } found
            ? Link(path, Sha256Digest.Of(found.Bytes.Span), found.Bytes.Length)
            : throw NotListed($"{PlainText.Of(path)} is not listed.");
    }

    /// <summary>Links to every file that the devices of a selection read.</summary>
    /// <exception cref="TrustException">A device would refuse the repository.</exception>
    public async Task<ImmutableArray<ReleaseLink>> OfDevicesAsync(CopySelection selection, CancellationToken cancellation)
    {
        using var origin = await CopyOrigin.OfStoreAsync(_repository, cancellation);
        var files = (await origin.ReadAsync(selection, knownTimestamp: null, cancellation)).InOrder;
        await RequireStoredAsync(files.Where(file => file.Path.StartsWith(RepositoryFiles.Targets, StringComparison.Ordinal)).Select(file => (file.Path, file.Length)), cancellation);
        return [.. files.Select(file => Link(file.Path, file.Digest, file.Length))];
    }

    private async Task<ImmutableArray<ReleaseLink>> LinkAsync(IReadOnlyCollection<TargetFile> files, CancellationToken cancellation)
    {
        await RequireStoredAsync(files.Select(file => (file.RepositoryPath, file.Length)), cancellation);
        return [.. files.Select(file => Link(file.RepositoryPath, file.Digest ?? throw NotListed($"{file.Path} is listed without a SHA-256 digest."), file.Length))];
    }

    /// <summary>A link is made without asking for the file: one that leads nowhere would be found out by its receiver.</summary>
    private async Task RequireStoredAsync(IEnumerable<(string Path, long Length)> files, CancellationToken cancellation)
    {
        foreach (var folder in files.GroupBy(file => file.Path[..(file.Path.LastIndexOf('/') + 1)], StringComparer.Ordinal))
        {
            var stored = new Dictionary<string, long>(StringComparer.Ordinal);
            await foreach (var entry in _repository.Store.ListAsync(folder.Key, cancellation))
            {
                stored[entry.Path] = entry.Length;
            }

            foreach (var file in folder.Where(file => !stored.TryGetValue(file.Path, out var length) || length != file.Length))
            {
                throw new StoreException(StoreFailure.Incomplete, $"{ReleaseStores.NameOf(_repository.Address)} is incomplete: {file.Path} is not there with its {file.Length} bytes.");
            }
        }
    }

    private ReleaseLink Link(string path, Sha256Digest digest, long length) => new(path, _store.Link(path, _lifetime), _repository.Now + _lifetime, digest, length);

    private InputException NotListed(string what) => new(InputFailure.FileNotListed, $"{what} Links lead to what signed metadata of {ReleaseStores.NameOf(_repository.Address)} lists.")
    {
        Hint = "'slipway status' shows what channels offer; releases that are no longer listed were pruned.",
    };
}
