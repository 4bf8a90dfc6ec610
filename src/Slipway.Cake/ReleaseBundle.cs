using Slipway.Bundles;

namespace Slipway.Cake;

/// <summary>A bundle that the build makes: of which files, for which devices, and where it goes.</summary>
/// <param name="Runtime">Which devices can run it.</param>
/// <param name="PayloadFolder">The files, for example what <c>dotnet publish</c> wrote.</param>
/// <param name="Folder">The bundle's folder. A bundle that is there already is replaced, anything else is not.</param>
public sealed record ReleaseBundle(RuntimeId Runtime, string PayloadFolder, string Folder);
