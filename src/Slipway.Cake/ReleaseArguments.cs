using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Cake;

/// <summary>What a build is asked for, on its command line or by the variables that the <c>slipway</c> command reads, too. docs/cake.md lists them.</summary>
/// <remarks>All of it is read at once, so that a value that cannot be used stops the build at its start.</remarks>
public sealed record ReleaseArguments
{
    /// <summary><c>--release-version</c>: which release it is. Cake takes <c>--version</c> for itself.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary><c>--config</c>: slipway.json, or null for the nearest one.</summary>
    public string? Config { get; init; }

    /// <summary><c>--store</c>: the store's address, over the one in slipway.json.</summary>
    public string? Store { get; init; }

    /// <summary><c>--s3-endpoint</c>, <c>--s3-region</c>, <c>--s3-path-style</c>: how the server of a bucket is reached, over slipway.json.</summary>
    public S3Settings S3 { get; init; } = S3Settings.Default;

    /// <summary><c>--key</c>: the builder's key, or null for the one in slipway.json.</summary>
    public KeyReference? Key { get; init; }

    /// <summary><c>--audit</c>: gets a line of JSON for each signature, or null.</summary>
    public string? AuditFile { get; init; }

    /// <summary><c>--min-current-version</c>: the oldest version that may be updated to it directly.</summary>
    public SemanticVersion? MinCurrentVersion { get; init; }

    /// <summary><c>--rollback-version</c>: the version to go back to when it fails.</summary>
    public SemanticVersion? RollbackVersion { get; init; }

    /// <summary><c>--compression</c>: zstd or gzip.</summary>
    public PayloadCompression Compression { get; init; } = PayloadCompression.Zstd;

    /// <summary><c>--level</c>: the compressor's level, or null for its default.</summary>
    public int? Level { get; init; }

    /// <summary><c>--channel</c>: the channel that is published into, or whose rollout is advanced.</summary>
    public ChannelName? Channel { get; init; }

    /// <summary><c>--percent</c>: the share of devices it goes to at first, in ten thousandths, or null for the channel's first wave.</summary>
    public int? Permyriad { get; init; }

    /// <summary><c>--allow-major</c>: whether devices may take it although the major version rises.</summary>
    public bool AllowsMajor { get; init; }

    /// <summary><c>--min-secure-version</c>: devices never again go below it.</summary>
    public SemanticVersion? MinSecureVersion { get; init; }

    /// <summary><c>--notes</c>: release notes.</summary>
    public string? Notes { get; init; }

    /// <summary><c>--from</c>: the channel that offers the release, or null for the one that slipway.json takes releases of the other from.</summary>
    public ChannelName? From { get; init; }

    /// <summary><c>--to</c>: the channel that is to offer it too.</summary>
    public ChannelName? To { get; init; }

    /// <summary><c>--not-before</c>: the earliest time for devices to take it.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary><c>--emergency --reason TEXT</c>: why bake, gates and waves are left out, or null: they are not.</summary>
    public string? EmergencyReason { get; init; }

    /// <summary><c>--display-name</c>: what people call the release in the channel.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>--plan</c>: nothing is promoted, and the log has in this form what would change and what stands against it.</summary>
    public PlanForm Plan { get; init; }

    /// <summary><c>--fleet</c>: the devices, for the plan, or null for those of slipway.json.</summary>
    public FleetAddress? Fleet { get; init; }

    /// <summary><c>--github</c>: whether it goes to GitHub as well.</summary>
    public GitHubChoice? GitHub { get; init; }

    /// <summary><c>--github-api</c>: the API of a GitHub Enterprise.</summary>
    public GitHubApi? GitHubApi { get; init; }

    /// <summary><c>--github-tag</c>: how tags are named.</summary>
    public GitHubTag? GitHubTag { get; init; }

    /// <summary>Reads all of them.</summary>
    /// <param name="argument">An argument by its name without dashes: null where it is not given, empty where it has no value.</param>
    /// <param name="variable">An environment variable, or null.</param>
    /// <exception cref="InputException">A value cannot be used: the message names its argument.</exception>
    public static ReleaseArguments Read(Func<string, string?> argument, Func<string, string?> variable)
    {
        var reader = new ArgumentReader(argument, variable);
        var plan = reader.ReadValueOr("plan", PlanForm.Text, PlanFormText.Parse) ?? PlanForm.None;
        if (plan == PlanForm.None && argument("fleet") is { Length: > 0 })
        {
            throw PlanFormText.FleetWithoutPlan();
        }

        return new ReleaseArguments
        {
            Version = reader.Read("release-version", SemanticVersion.Parse, InputFailure.VersionInvalid, "SLIPWAY_VERSION"),
            Config = reader.Text("config"),
            Store = reader.Text("store"),
            S3 = new S3Settings(
                reader.Read("s3-endpoint", S3Settings.ParseEndpoint, InputFailure.OptionInvalid),
                reader.Read("s3-region", S3Settings.ParseRegion, InputFailure.OptionInvalid),
                reader.ReadValue("s3-path-style", SwitchText.Parse)),
            Key = reader.Text("key") is { } key ? KeyReference.Read(key, "--key") : null,
            AuditFile = reader.Text("audit"),
            MinCurrentVersion = reader.Read("min-current-version", SemanticVersion.Parse, InputFailure.VersionInvalid),
            RollbackVersion = reader.Read("rollback-version", SemanticVersion.Parse, InputFailure.VersionInvalid),
            Compression = reader.ReadValue("compression", CompressionText.Parse) ?? PayloadCompression.Zstd,
            Level = reader.ReadValue("level", CompressionText.ParseLevel, "SLIPWAY_COMPRESSION_LEVEL"),
            Channel = reader.Read("channel", ChannelName.Parse, InputFailure.NameInvalid),
            Permyriad = reader.ReadValue("percent", RolloutShare.Parse),
            AllowsMajor = reader.Switch("allow-major"),
            MinSecureVersion = reader.Read("min-secure-version", SemanticVersion.Parse, InputFailure.VersionInvalid),
            Notes = reader.Text("notes"),
            From = reader.Read("from", ChannelName.Parse, InputFailure.NameInvalid, "SLIPWAY_PROMOTE_FROM"),
            To = reader.Read("to", ChannelName.Parse, InputFailure.NameInvalid, "SLIPWAY_PROMOTE_TO"),
            NotBefore = reader.ReadValue("not-before", IsoTime.ParseTyped),
            EmergencyReason = Publishing.Promotions.EmergencyReason.Of(reader.Switch("emergency"), reader.Text("reason")),
            DisplayName = reader.Text("display-name"),
            Plan = plan,
            Fleet = reader.Read("fleet", FleetAddress.Parse, InputFailure.OptionInvalid),
            GitHub = argument("github") is { Length: 0 } ? GitHubChoice.Wanted : reader.Read("github", GitHubChoice.Parse, InputFailure.OptionInvalid),
            GitHubApi = reader.Read("github-api", Publishing.GitHub.GitHubApi.Parse, InputFailure.OptionInvalid),
            GitHubTag = reader.Read("github-tag", Publishing.GitHub.GitHubTag.Parse, InputFailure.OptionInvalid),
        };
    }

    /// <summary>The policy that they lead to: what they say comes before slipway.json.</summary>
    /// <param name="folder">The folder of the build: the search for slipway.json and relative paths start there.</param>
    /// <exception cref="InputException">SLP1060: there is no slipway.json. SLP1061, SLP1035: it or the store cannot be used.</exception>
    public ReleasePolicy FindPolicy(string folder) => new PolicyLookup(folder) { File = Config, Store = Store, S3 = S3 }.Find();

    /// <summary>What to pack.</summary>
    /// <exception cref="InputException">The payload cannot be packed as it is.</exception>
    public PackRequest ToPack(ReleaseBundle bundle, SemanticVersion version, ReleasePolicy policy) => new()
    {
        Product = policy.Product,
        Version = version,
        Runtime = bundle.Runtime,
        Payload = PayloadSource.FromFolder(bundle.PayloadFolder),
        OutputFolder = bundle.Folder,
        ProjectFolder = policy.Folder,
        MinCurrentVersion = MinCurrentVersion,
        RollbackVersion = RollbackVersion,
        Health = policy.Health,
        Hooks = policy.Hooks,
        Compression = Compression,
        Level = Level,
    };

    /// <summary>What to publish: into canary, unless <see cref="Channel"/> says otherwise.</summary>
    public PublishRequest ToPublish(ImmutableArray<ReleaseBundle> bundles) => new([.. bundles.Select(bundle => bundle.Folder)], Channel ?? PublishRequest.DefaultChannel)
    {
        AllowsMajor = AllowsMajor,
        MinSecureVersion = MinSecureVersion,
        Notes = Notes,
        Permyriad = Permyriad,
    };

    /// <summary>What to promote.</summary>
    /// <exception cref="InputException">It is not said which channel is to offer it, or which offers it now.</exception>
    public PromotionRequest ToPromote(SemanticVersion version, ReleasePolicy policy)
    {
        var to = To ?? throw Missing("to", "the channel that is to offer the release");
        var from = From ?? policy.Channel(to).From ?? throw Missing("from", "the channel that offers the release now");
        return new PromotionRequest(version, from, to)
        {
            Permyriad = Permyriad,
            NotBefore = NotBefore,
            EmergencyReason = EmergencyReason,
            DisplayName = DisplayName,
        };
    }

    /// <summary>Where on GitHub, or null for nowhere.</summary>
    /// <exception cref="InputException">It is not said where.</exception>
    public GitHubTarget? FindGitHub(ReleasePolicy policy) => GitHubChoice.Resolve(GitHub, policy, GitHubApi, GitHubTag);

    /// <summary>Publishes and promotes: in the store, and on GitHub if it is asked to.</summary>
    /// <exception cref="InputException">It is not said where on GitHub.</exception>
    public ReleaseDesk Desk(ReleaseRepository repository) => new(repository, FindGitHub(repository.Policy));

    /// <summary>The builder's key, and where a relative path in it starts.</summary>
    public (KeyReference Key, string Folder) FindKey(ReleasePolicy policy, string folder) =>
        Key is null ? (policy.BuilderKey, policy.Folder) : (Key, folder);

    private static InputException Missing(string argument, string expected) =>
        new(InputFailure.OptionInvalid, $"--{argument} is not given: expected {expected}.")
        {
            Hint = "For example: ./build.sh --target Promote-Bundle --release-version 1.4.2 --from canary --to beta",
        };
}
