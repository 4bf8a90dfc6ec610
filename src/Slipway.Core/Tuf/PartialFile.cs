namespace Slipway.Tuf;

/// <summary>A file from some byte on, as a source answered.</summary>
/// <param name="Content">Its bytes, to its end. Whoever asked disposes of it.</param>
/// <param name="Offset">The byte that the content begins with: the one that was asked for, or 0 where the source cannot begin there.</param>
/// <param name="Tag">The source's tag for this state of the file (RFC 9110 §8.8.3); null where it has none.</param>
public sealed record PartialFile(Stream Content, long Offset, string? Tag)
{
    /// <summary>Whether its end cannot be told from a connection that broke off: nobody said how long it is.</summary>
    public bool HasUnknownEnd { get; init; }
}
