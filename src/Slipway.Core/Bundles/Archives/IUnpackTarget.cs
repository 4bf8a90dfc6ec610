namespace Slipway.Bundles.Archives;

/// <summary>Where unpacked files go.</summary>
internal interface IUnpackTarget
{
    /// <summary>Makes the folders above a file. Called for each file before <see cref="Create"/>, by one thread.</summary>
    void PrepareFolder(string path);

    /// <summary>Opens a new file; called by several threads. Null: the content is only checked.</summary>
    FileStream? Create(string path);
}
