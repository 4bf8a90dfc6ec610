namespace Slipway.Publishing.Installers;

/// <summary>How <see cref="InstallerSigning"/> is written.</summary>
public static class InstallerSigningText
{
    /// <exception cref="FormatException"><paramref name="text"/> is none of the three.</exception>
    public static InstallerSigning Parse(string text) => text switch
    {
        "auto" => InstallerSigning.Auto,
        "required" => InstallerSigning.Required,
        "never" => InstallerSigning.Never,
        _ => throw new FormatException($"'{text}' does not say whether to sign: expected auto, required or never"),
    };
}
