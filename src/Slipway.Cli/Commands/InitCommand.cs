using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Cli.Commands;

internal static class InitCommand
{
    private const string DefaultOrganization = "default";

    public static Command Create()
    {
        var product = Options.Create("--product", "name", "What is released; default: the name of this folder", SegmentName.Parse);
        var organization = Options.Create("--org", "name", "Whose product it is; default: 'default'", SegmentName.Parse);
        var keys = Options.Several("--role-key", "role=reference", "A key that exists already, for example releases=kms:alias/builder");
        Command command = new("init", "Make slipway.json, keys and a release repository for a first try, or what a slipway.json that is here still lacks.") { product, organization, keys };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var folder = Environment.CurrentDirectory;
            var initializer = new RepositoryInitializer(TimeProvider.System) { Audit = session.Audit };
            var made = File.Exists(arguments.GetValue(Session.Config) ?? Path.Combine(folder, ReleasePolicy.FileName))
                ? await initializer.CompleteAsync(RequireSame(session.Policy(), arguments.GetValue(product), arguments.GetValue(organization), arguments.GetValue(keys)), cancellation)
                : await initializer.InitializeAsync(Request(), cancellation);

            session.Answer(ToJson(made), Lines(made));
            return ExitCode.Done;

            InitializeRequest Request() => new(
                folder,
                arguments.GetValue(product) ?? ProductOf(folder),
                arguments.GetValue(organization) ?? SegmentName.Parse(DefaultOrganization),
                arguments.GetValue(Session.Store) ?? "releases",
                session.S3)
            {
                Keys = (arguments.GetValue(keys) ?? []).Select(RoleKey).GroupBy(use => use.Key, use => use.Value, StringComparer.Ordinal)
                    .ToImmutableDictionary(uses => uses.Key, uses => uses.ToImmutableArray(), StringComparer.Ordinal),
            };
        });

        return command;
    }

    private static JsonObject ToJson(Initialization made) => new()
    {
        ["policy"] = made.PolicyFile,
        ["trust_anchor"] = made.TrustAnchorFile,
        ["repository"] = made.Repository.AbsoluteUri,
        ["keys"] = new JsonArray([.. made.KeyFiles.Select(file => (JsonNode)file)]),
        ["before_production"] = new JsonArray([.. made.BeforeProduction.Select(advice => (JsonNode)new JsonObject { ["line"] = advice.Line, ["advice"] = advice.Advice })]),
    };

    private static IEnumerable<string> Lines(Initialization made)
    {
        yield return $"repository    {ReleaseStores.NameOf(made.Repository)}";
        yield return $"policy        {made.PolicyFile}";
        yield return $"trust anchor  {made.TrustAnchorFile}";
        yield return $"keys          {made.KeyFiles.Length} new, unencrypted: fine for a first try";
        yield return "before production, change in slipway.json:";
        foreach (var (line, advice) in made.BeforeProduction)
        {
            yield return $"  line {line,2}  {advice}";
        }
    }

    /// <summary>The file says it all: an option may repeat it, and none may contradict it.</summary>
    private static ReleasePolicy RequireSame(ReleasePolicy policy, SegmentName? product, SegmentName? organization, string[]? keys)
    {
        var other = product is not null && product != policy.Product ? $"--product {product}"
            : organization is not null && organization != policy.Organization ? $"--org {organization}"
            : keys is { Length: > 0 } ? "--role-key"
            : null;
        return other is null ? policy : throw new InputException(InputFailure.PolicyExists, $"{policy.File} exists already, says something else than {other}, and is not overwritten.")
        {
            Hint = $"Edit it, then run 'slipway init' without {other.Split(' ')[0]}.",
        };
    }

    private static KeyValuePair<string, KeyReference> RoleKey(string text) => text.Split('=', 2) is [var role, var reference]
        ? KeyValuePair.Create(role, KeyReference.Read(reference, $"--role-key {role}"))
        : throw new InputException(InputFailure.OptionInvalid, "--role-key names no role: expected ROLE=REFERENCE, for example releases=kms:alias/builder.");

    private static SegmentName ProductOf(string folder)
    {
        var name = Path.GetFileName(folder).ToLowerInvariant();
        return SegmentName.TryParse(name, out var product)
            ? product
            : throw new InputException(InputFailure.NameInvalid, $"The folder's name '{name}' cannot be a product's name.")
            {
                Hint = "Give one: slipway init --product NAME",
            };
    }
}
