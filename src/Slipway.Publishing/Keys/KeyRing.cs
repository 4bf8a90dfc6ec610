using System.Collections.Immutable;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>
/// Finds the private half of a key that a ceremony asks for, although slipway.json does not name it for the role (any more): among
/// references given for the purpose, and beside the public halves in the folders of keys. Nothing is opened that nobody asked for.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Dictionary<VerificationKey, string> _files = [];
    private readonly Dictionary<VerificationKey, SigningKey> _opened = [];
    private readonly Action<string>? _warn;
    private readonly SigningAudit? _audit;

    /// <param name="policy">The folders of its key files are looked through for public halves.</param>
    /// <param name="given">References besides, from the command line. Each must be there. Relative paths start at <paramref name="folder"/>.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="warn">Told of keys that are not kept as they should be.</param>
    /// <exception cref="InputException">A reference that was given cannot be opened.</exception>
    /// <param name="audit">Is told of every signature, or null.</param>
    public KeyRing(ReleasePolicy policy, ImmutableArray<KeyReference> given, string folder, Action<string>? warn, SigningAudit? audit)
    {
        _warn = warn;
        _audit = audit;
        foreach (var reference in given)
        {
            Open(reference, folder);
        }

        foreach (var (key, file) in PublicHalf.InFoldersOf(policy))
        {
            _files.TryAdd(key, file);
        }
    }

    /// <summary>Adds those of <paramref name="references"/> whose private half is here, so that they are found when somebody asks for them.</summary>
    public void AddIfHere(ImmutableArray<KeyReference> references, string folder)
    {
        foreach (var reference in references.Where(reference => reference.Kind == KeyReferenceKind.File))
        {
            var file = Path.GetFullPath(reference.Value, folder);
            if (File.Exists(PublicHalf.FileOf(file)))
            {
                _files.TryAdd(PublicHalf.Read(reference, folder), file);
            }
        }

        foreach (var reference in references.Where(reference => reference.Kind != KeyReferenceKind.File))
        {
            try
            {
                Open(reference, folder);
            }
            catch (InputException elsewhere) when (KeyReferences.IsElsewhere(elsewhere))
            {
                // Somebody else may hold it.
            }
        }
    }

    /// <summary>The signer of <paramref name="key"/>, or null when its private half is not here. The ring disposes of it.</summary>
    /// <exception cref="InputException">Its file is here and cannot be read, or holds another key.</exception>
    public SigningKey? Find(VerificationKey key)
    {
        if (_opened.TryGetValue(key, out var opened) || !_files.TryGetValue(key, out var file) || !File.Exists(file))
        {
            return opened;
        }

        var signer = KeyReferences.OpenSigner(KeyReference.Parse($"file:{file}"), Path.GetDirectoryName(file)!, _warn, _audit);
        if (!signer.PublicKey.Equals(key))
        {
            signer.Dispose();
            throw new InputException(InputFailure.KeyMalformed, $"{PublicHalf.FileOf(file)} holds the key {key.Id}, which is not the public half of {file}.")
            {
                Hint = "One of the two was exchanged: find out which, and by whom, before anything is signed.",
            };
        }

        return _opened[key] = signer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _opened.Values)
        {
            signer.Dispose();
        }
    }

    private void Open(KeyReference reference, string folder)
    {
        var signer = KeyReferences.OpenSigner(reference, folder, _warn, _audit);
        if (!_opened.TryAdd(signer.PublicKey, signer))
        {
            signer.Dispose();
        }
    }
}
