using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>A role's file that is ready to be published, or waits for signatures.</summary>
/// <param name="Version">The version of the metadata.</param>
/// <param name="Content">Signatures and signed part.</param>
internal sealed record RoleFile(long Version, UnverifiedMetadata Content)
{
    /// <summary>The role.</summary>
    public string Role => Content.Role;

    /// <summary>Where it lies in the repository.</summary>
    public string Path => RepositoryFiles.Of(Role, Version);

    /// <summary>What a snapshot or timestamp says of it.</summary>
    public MetadataFile Describe() => new(Version, Content.Bytes.Length, FileHashes.Of(Sha256Digest.Of(Content.Bytes.Span)));
}
