using System.Collections.Immutable;

namespace Slipway.Publishing.Keys;

/// <summary>A backup that was written.</summary>
/// <param name="File">The full path of the backup.</param>
/// <param name="Digest">The SHA-256 digest of the backup.</param>
/// <param name="Keys">The keys in it.</param>
/// <param name="NotHere">Files of keys that slipway.json names and that are not on this machine: whoever has them makes a backup, too.</param>
/// <param name="RecordFile">The file that says what was backed up. It belongs into version control.</param>
public sealed record KeyBackup(string File, Sha256Digest Digest, ImmutableArray<BackedUpKey> Keys, ImmutableArray<string> NotHere, string RecordFile);
