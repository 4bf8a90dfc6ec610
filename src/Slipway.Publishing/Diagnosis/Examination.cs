using System.Collections.Immutable;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What the checks of one visit share. What several of them need is read once, when the first one asks.</summary>
internal sealed class Examination : IDisposable
{
    private readonly ReleaseRepository _repository;
    private readonly Lazy<Task<RepositoryReading>> _reading;
    private readonly Lazy<Task<ImmutableArray<KeyLook>>> _keys;
    private readonly CancellationTokenSource _end = new();

    public Examination(ReleaseRepository repository, DoctorRequest request, Surroundings surroundings)
    {
        _repository = repository;
        Web = new WebProbe(repository.Policy.RedirectHosts);
        Request = request;
        Surroundings = surroundings;
        _reading = new Lazy<Task<RepositoryReading>>(() => RepositoryReading.ReadAsync(repository, _end.Token));
        _keys = new Lazy<Task<ImmutableArray<KeyLook>>>(() => Task.Run(() => KeyLook.AtAllAsync(Policy, (reference, folder) => surroundings.OpenSigner(reference, folder, repository.Audit), request.MaySign, _end.Token)));
    }

    public DoctorRequest Request { get; }

    public Surroundings Surroundings { get; }

    /// <summary>Asks the addresses that devices read.</summary>
    public WebProbe Web { get; }

    public ReleasePolicy Policy => _repository.Policy;

    public IReleaseStore Store => _repository.Store;

    /// <summary>Whether the store is a folder that does not exist: looking at it must not make it.</summary>
    public bool IsFolderMissing => Policy.Store is { IsFile: true } folder && !Directory.Exists(folder.LocalPath);

    public DateTimeOffset Now => _repository.Now;

    /// <summary>The addresses among those of devices that are asked over the network.</summary>
    public ImmutableArray<RepositoryAddress> WebAddresses => [.. Policy.RepositoryUrls.Where(address => address.Folder is not { IsFile: true })];

    /// <summary>Says that devices read over the network what the doctor cannot, or not at all.</summary>
    /// <returns>Whether there is nothing to ask.</returns>
    public bool SkipsWeb(CheckNotes notes)
    {
        if (WebAddresses.IsEmpty)
        {
            notes.Skip("devices have no address over http");
        }
        else if (!Policy.LinkCommand.IsEmpty)
        {
            notes.Skip("devices ask their link_command for each file, which is not on this machine");
        }

        return WebAddresses.IsEmpty || !Policy.LinkCommand.IsEmpty;
    }

    /// <summary>The first root.</summary>
    public ReadOnlyMemory<byte> ReadTrustAnchor() => _repository.ReadTrustAnchor();

    /// <summary>What came of reading the repository.</summary>
    public Task<RepositoryReading> ReadAsync(CancellationToken cancellation) => _reading.Value.WaitAsync(cancellation);

    /// <summary>The verified state. Without one the check that asks is skipped, since another one says why there is none.</summary>
    public async Task<RepositoryState?> StateOrSkipAsync(CheckNotes notes, CancellationToken cancellation)
    {
        var reading = await ReadAsync(cancellation);
        if (reading.State is null)
        {
            notes.Skip(reading.IsEmpty ? "there is no repository yet" : "the repository cannot be read");
        }

        return reading.State;
    }

    /// <summary>Every key that slipway.json names, looked at once.</summary>
    public Task<ImmutableArray<KeyLook>> LookAtKeysAsync(CancellationToken cancellation) => _keys.Value.WaitAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        Web.Dispose();
    }
}
