using System.Collections.Immutable;
using System.Globalization;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Chooses the new keys of a rotation: the one that was named, the announced one, or a new pair.</summary>
internal sealed class RotationPlanner(ReleasePolicy policy, RepositoryState state)
{
    private readonly Dictionary<VerificationKey, (KeyReference Reference, VerificationKey Key)> _generated = [];
    private readonly List<string> _files = [];

    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyChangeInvalid"/>: which key goes, or where the new one is to be, cannot be told.
    /// <see cref="InputFailure.KeyNotAnnounced"/>: another one was announced. No key was made.
    /// </exception>
    public async Task<RotationPlan> PlanAsync(ImmutableArray<string> roles, RotationRequest request, CancellationToken cancellation)
    {
        var chosen = roles.Select(role => Choose(role, request)).ToImmutableArray();
        var rotations = ImmutableArray.CreateBuilder<KeyRotation>();
        try
        {
            foreach (var (role, old, reference) in chosen)
            {
                var (taken, key) = reference is null ? await GenerateAsync(role, old, request, cancellation) : (reference, PublicHalf.Read(reference, policy.Folder));
                rotations.Add(new KeyRotation(role, old, key, taken));
            }
        }
        catch (Exception)
        {
            // The key of one role, made before that of the next could not be.
            _files.ForEach(File.Delete);
            throw;
        }

        return new RotationPlan(rotations.DrainToImmutable(), [.. _files]);
    }

    private (string Role, VerificationKey Old, KeyReference? Reference) Choose(string role, RotationRequest request)
    {
        var search = new RoleKeySearch(policy, state.KeysOf(role));
        var old = request.Old is null ? search.Only() : search.Find(request.Old);
        // What was announced and is the role's already has come true: it is no plan any more.
        var announced = NextKeys.Of(state.Root, role).RemoveAll(state.KeysOf(role).Keys.Contains);
        if (request.Key is null && FindBegun(role) is { } begun && (announced.IsEmpty || request.IsUnannounced || announced.Contains(PublicHalf.Read(begun, policy.Folder))))
        {
            return (role, old, begun);
        }

        if (request.Key is null && !request.IsUnannounced)
        {
            return (role, old, announced.IsEmpty ? null : Locate(role, announced[0]));
        }

        if (request.Key is not null && PublicHalf.Read(request.Key, policy.Folder) is var key)
        {
            RequireAnnounced(role, announced, key, request);
            RequireOther(role, key);
        }

        return (role, old, request.Key);
    }

    /// <summary>A key that slipway.json names for the role and the repository does not trust yet: a rotation that was begun goes on with it.</summary>
    private KeyReference? FindBegun(string role)
    {
        var trusted = state.KeysOf(role).Keys.ToHashSet();
        return policy.Roles.GetValueOrDefault(role)?.Keys.FirstOrDefault(reference => IsBegun(reference));

        bool IsBegun(KeyReference reference)
        {
            try
            {
                return !trusted.Contains(PublicHalf.Read(reference, policy.Folder));
            }
            catch (InputException)
            {
                // Neither half is here: whose it is cannot be said.
                return false;
            }
        }
    }

    private static void RequireAnnounced(string role, ImmutableArray<VerificationKey> announced, VerificationKey key, RotationRequest request)
    {
        if (!announced.IsEmpty && !announced.Contains(key) && !request.IsUnannounced)
        {
            throw new InputException(InputFailure.KeyNotAnnounced, $"{key.Id} is not the key that was announced for {role}, which is {string.Join(", ", announced.Select(each => each.Id))}.")
            {
                Hint = "Leave out --key to rotate to the announced one. If the plan has changed, and you know why: --unannounced",
            };
        }
    }

    private void RequireOther(string role, VerificationKey key)
    {
        if (state.KeysOf(role).Keys.Contains(key))
        {
            throw new InputException(InputFailure.KeyChangeInvalid, $"{key.Id} is a key of {role} already: expected a new one.");
        }
    }

    /// <summary>Where the announced key is: slipway.json needs its reference.</summary>
    private KeyReference Locate(string role, VerificationKey announced) =>
        PublicHalf.InFoldersOf(policy).Where(half => half.Key.Equals(announced)).Select(half => KeyReference.Parse($"file:{half.PrivateFile}")).FirstOrDefault()
        ?? throw new InputException(InputFailure.KeyChangeInvalid, $"{announced.Id} is announced for {role}, and no folder of keys has its public half.")
        {
            Hint = "Say where it is: --key REFERENCE",
        };

    /// <summary>A pair beside the old file, its number one higher. Roles that shared a key share the new one.</summary>
    private async Task<(KeyReference Reference, VerificationKey Key)> GenerateAsync(string role, VerificationKey old, RotationRequest request, CancellationToken cancellation)
    {
        if (_generated.TryGetValue(old, out var known))
        {
            return known;
        }

        var folder = Path.GetDirectoryName(FileOf(role, old))!;
        var pair = await KeyGenerator.WritePairAsync(folder, FreeName(folder, Path.GetFileNameWithoutExtension(FileOf(role, old))), request.Passphrase?.Invoke(), cancellation);
        _files.AddRange([pair.PrivateFile, pair.PublicFile]);
        return _generated[old] = (KeyReference.Parse($"file:{pair.PrivateFile}"), pair.PublicKey);
    }

    private string FileOf(string role, VerificationKey old) =>
        policy.Roles.GetValueOrDefault(role)?.Keys
            .Where(reference => reference.Kind == KeyReferenceKind.File)
            .Select(reference => Path.GetFullPath(reference.Value, policy.Folder))
            .FirstOrDefault(file => File.Exists(PublicHalf.FileOf(file)) && PublicHalf.Read(KeyReference.Parse($"file:{file}"), policy.Folder).Equals(old))
        ?? throw new InputException(InputFailure.KeyChangeInvalid, $"{old.Id} of {role} is no key file here, beside which a new one could be made.")
        {
            Hint = "Make the new key where it is to be used, and name it: --key REFERENCE",
        };

    private static string FreeName(string folder, string old)
    {
        var dash = old.LastIndexOf('-');
        var isNumbered = dash > 0 && int.TryParse(old.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var stem = isNumbered ? old[..dash] : old;
        var number = 2;
        while (File.Exists(Path.Combine(folder, $"{stem}-{number}.pem")) || File.Exists(Path.Combine(folder, $"{stem}-{number}.pub.pem")))
        {
            number++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
    }
}
