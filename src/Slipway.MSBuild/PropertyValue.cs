using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Installers;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores.S3;

namespace Slipway.MSBuild;

/// <summary>Reads the values of properties: empty is not set, and what cannot be read is refused under the property's name.</summary>
internal static class PropertyValue
{
    /// <exception cref="InputException"><see cref="InputFailure.VersionInvalid"/>.</exception>
    public static SemanticVersion? Version(string property, string text) => Read(property, text, SemanticVersion.Parse, InputFailure.VersionInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.RuntimeInvalid"/>.</exception>
    public static RuntimeId? Runtime(string property, string text) => Read(property, text, RuntimeId.Parse, InputFailure.RuntimeInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.NameInvalid"/>.</exception>
    public static SegmentName? Name(string property, string text) => Read(property, text, SegmentName.Parse, InputFailure.NameInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.NameInvalid"/>.</exception>
    public static ChannelName? Channel(string property, string text) => Read(property, text, ChannelName.Parse, InputFailure.NameInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static PayloadCompression Compression(string property, string text) => ReadValue(property, text, CompressionText.Parse) ?? PayloadCompression.Zstd;

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static int? Level(string property, string text) => ReadValue(property, text, CompressionText.ParseLevel);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static InstallerSigning Signing(string property, string text) => ReadValue(property, text, InstallerSigningText.Parse) ?? InstallerSigning.Auto;

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static Uri? Endpoint(string property, string text) => Read(property, text, S3Settings.ParseEndpoint, InputFailure.OptionInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static string? Region(string property, string text) => Read(property, text, S3Settings.ParseRegion, InputFailure.OptionInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static bool? PathStyle(string property, string text) => ReadValue(property, text, SwitchText.Parse);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static GitHubChoice? GitHub(string property, string text) => Read(property, text, GitHubChoice.Parse, InputFailure.OptionInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static GitHubApi? GitHubApi(string property, string text) => Read(property, text, Publishing.GitHub.GitHubApi.Parse, InputFailure.OptionInvalid);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static GitHubTag? GitHubTag(string property, string text) => Read(property, text, Publishing.GitHub.GitHubTag.Parse, InputFailure.OptionInvalid);

    /// <summary>A share of devices in ten thousandths.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static int? Permyriad(string property, string text) => ReadValue(property, text, RolloutShare.Parse);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static DateTimeOffset? Time(string property, string text) => ReadValue(property, text, IsoTime.ParseTyped);

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static bool Switch(string property, string text) => ReadValue(property, text, SwitchText.Parse) ?? false;

    /// <summary>How a plan is told, if one is asked for.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>.</exception>
    public static PlanForm Plan(string property, string text) => ReadValue(property, text, PlanFormText.Parse) ?? PlanForm.None;

    /// <summary>Text, or null where there is none.</summary>
    public static string? Text(string text) => text.Length > 0 ? text : null;

    /// <summary>A property that has no default is not set.</summary>
    /// <param name="property">The property.</param>
    /// <param name="expected">What it has to say.</param>
    /// <param name="example">What to type after <c>dotnet build -t:</c>.</param>
    public static InputException Missing(string property, string expected, string example) =>
        new(InputFailure.OptionInvalid, $"{property} is not set: expected {expected}.") { Hint = $"For example: dotnet build -t:{example}" };

    /// <summary>The path of a public key, or null. A key itself is not repeated: it may be the private one.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyReferenceInvalid"/>.</exception>
    public static string? PublicKey(string property, string text) =>
        text.Contains("-----BEGIN", StringComparison.Ordinal)
            ? throw new InputException(InputFailure.KeyReferenceInvalid, $"{property}: the value is a key itself: expected the path of a public key's file.")
            {
                Hint = "Properties end up in logs: if it is a private key in use, replace it.",
            }
            : text.Length > 0 ? text : null;

    private static T? Read<T>(string property, string text, Func<string, T> parse, InputFailure failure)
        where T : class => text.Length == 0 ? null : Parse(property, text, parse, failure);

    private static T? ReadValue<T>(string property, string text, Func<string, T> parse)
        where T : struct => text.Length == 0 ? null : Parse(property, text, parse, InputFailure.OptionInvalid);

    private static T Parse<T>(string property, string text, Func<string, T> parse, InputFailure failure)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            throw new InputException(failure, $"{property}: {malformed.Message}.", malformed);
        }
    }
}
