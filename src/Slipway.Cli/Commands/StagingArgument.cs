using System.Collections.Immutable;
using System.CommandLine;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

/// <summary>What the commands about stagings have in common.</summary>
internal static class StagingArgument
{
    public static Argument<string?> Create() => new("id") { Description = "The staging; default: the only one there is", Arity = ArgumentArity.ZeroOrOne };

    public static Option<string[]> Keys() => Options.Several("--sign-with", "reference", "A key besides those that slipway.json names, such as env:OLD_ROOT_KEY");

    /// <exception cref="InputException"><see cref="InputFailure.KeyReferenceInvalid"/>.</exception>
    public static ImmutableArray<KeyReference> KeysOf(ParseResult arguments, Option<string[]> option) =>
        [.. (arguments.GetValue(option) ?? []).Select(text => FromHere(KeyReference.Read(text, option.Name)))];

    /// <summary>A relative path in an option starts at the working folder, one in slipway.json at its own. Who names the public half means the key.</summary>
    public static KeyReference FromHere(KeyReference reference) => reference.WithPaths(path =>
    {
        var file = Path.GetFullPath(path);
        return reference.Kind == KeyReferenceKind.File ? PublicHalf.PrivateFileOf(file) : file;
    });
}
