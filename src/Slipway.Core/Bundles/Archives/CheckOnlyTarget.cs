namespace Slipway.Bundles.Archives;

/// <summary>Writes nothing: the archive is only checked.</summary>
internal sealed class CheckOnlyTarget : IUnpackTarget
{
    public void PrepareFolder(string path)
    {
    }

    public FileStream? Create(string path) => null;
}
