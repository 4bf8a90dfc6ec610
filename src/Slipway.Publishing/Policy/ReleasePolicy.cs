using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Health;
using Slipway.Json;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Policy;

/// <summary>What slipway.json says: the product, where its releases live, who signs and what may reach whom.</summary>
/// <remarks>Keys are references; the file holds no secret and belongs into version control.</remarks>
public sealed record ReleasePolicy
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "slipway.json";

    /// <summary>The format that is written and the only one that is read.</summary>
    public const string Format = "slipway/1";

    /// <summary>The folder of slipway.json; relative paths and key files are looked up from there.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that it was read from.</summary>
    public required string File { get; init; }

    /// <summary>The product.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Whose product it is.</summary>
    public required SegmentName Organization { get; init; }

    /// <summary>The store's address, without organisation and product.</summary>
    public required Uri Store { get; init; }

    /// <summary>How the server of a store in a bucket is reached.</summary>
    public S3Settings S3 { get; init; } = S3Settings.Default;

    /// <summary>Where devices read the store, when that is another address. Without organisation and product.</summary>
    public ImmutableArray<RepositoryAddress> DeviceUrls { get; init; } = [];

    /// <summary>Which other servers may serve devices, because redirects and links lead there.</summary>
    public RedirectHosts RedirectHosts { get; init; } = RedirectHosts.None;

    /// <summary>The program on devices that makes links to files that not everybody may read; empty for none.</summary>
    public ImmutableArray<string> LinkCommand { get; init; } = [];

    /// <summary>The file with the repository's first root, which installers carry.</summary>
    public required string TrustAnchorFile { get; init; }

    /// <summary>How many of the newest releases stay listed although no channel names them.</summary>
    public int Retain { get; init; } = 20;

    /// <summary>Whether devices that matter follow it: then nothing is published before every key in a file is in a backup that was restored once.</summary>
    public bool IsProduction { get; init; }

    /// <summary>The channels by name.</summary>
    public required ImmutableDictionary<string, ChannelPolicy> Channels { get; init; }

    /// <summary>The roles by name.</summary>
    public required ImmutableDictionary<string, RolePolicy> Roles { get; init; }

    /// <summary>The health contract that bundles carry, or null for the default.</summary>
    public HealthContract? Health { get; init; }

    /// <summary>What bundles run around their update, or null for nothing.</summary>
    public ReleaseHooks? Hooks { get; init; }

    /// <summary>How devices start and stop the product.</summary>
    public ServicePolicy Service { get; init; } = ServicePolicy.Default;

    /// <summary>Where releases go on GitHub when they are asked to, or null when it does not say.</summary>
    public GitHubPolicy? GitHub { get; init; }

    /// <summary>Who knows the devices, or null when it does not say.</summary>
    public FleetPolicy? Fleet { get; init; }

    /// <summary>The key that signs bundles unless another one is named.</summary>
    public KeyReference BuilderKey => Roles[ReleasePaths.ReleasesRole].Keys[0];

    /// <summary>Where devices read this product's repository; empty where that is not said, and the store's own address is not one that devices read.</summary>
    public ImmutableArray<RepositoryAddress> RepositoryUrls =>
        [.. (DeviceUrls.IsEmpty && Store.Scheme != S3Address.Scheme ? [RepositoryAddress.Of(Store)] : DeviceUrls).Select(url => url.Below($"{Organization}/{Product}"))];

    /// <summary>Reads slipway.json in <paramref name="folder"/> or the nearest folder above it.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.PolicyNotFound"/> or <see cref="InputFailure.PolicyInvalid"/>.</exception>
    public static ReleasePolicy Find(string folder) => new PolicyLookup(folder).Find();

    /// <summary>As <see cref="Find"/>, but having none is no error.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.PolicyInvalid"/>.</exception>
    public static ReleasePolicy? TryFind(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, FileName)))
            {
                return Load(Path.Combine(at.FullName, FileName));
            }
        }

        return null;
    }

    /// <summary>Reads the policy in <paramref name="file"/>.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.PolicyNotFound"/> or <see cref="InputFailure.PolicyInvalid"/>.</exception>
    public static ReleasePolicy Load(string file)
    {
        var path = Path.GetFullPath(file);
        byte[] utf8 = [];
        try
        {
            utf8 = System.IO.File.ReadAllBytes(path);
            return Parse(utf8, path);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            // An ArgumentException is a path that no file system has, such as one with a NUL in it.
            var mistake = PolicyMistake.Find(malformed, utf8, path);
            throw new InputException(InputFailure.PolicyInvalid, mistake?.ToString() ?? $"{path} cannot be used: {malformed.Message.TrimEnd('.')}.", malformed)
            {
                Mistake = mistake,
                Hint = $"'slipway schema' prints what {FileName} may say.",
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputFailure.PolicyNotFound, $"{path} cannot be read: {failure.Message}", failure)
            {
                Hint = $"Name a {FileName} that is there and may be read; 'slipway init' makes one.",
            };
        }
    }

    /// <summary>There is none.</summary>
    /// <param name="folder">Where the search began.</param>
    /// <param name="option">What names one elsewhere.</param>
    internal static InputException NotFound(string folder, string option) =>
        new(InputFailure.PolicyNotFound, $"There is no {FileName} in {Path.GetFullPath(folder)} or above.")
        {
            Hint = $"Run 'slipway init --product NAME --org NAME --store ADDRESS', or name one with {option}.",
        };

    /// <summary>As <see cref="Load"/>, for the text that <paramref name="file"/> is about to have.</summary>
    /// <exception cref="FormatException">It cannot be used.</exception>
    internal static ReleasePolicy Parse(byte[] utf8, string file) => FromJson(new JsonFields(StrictJson.ParseObject(utf8)), file);

    /// <summary>The policy of a channel.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>.</exception>
    public ChannelPolicy Channel(ChannelName name) => Channels.TryGetValue(name.ToString(), out var channel)
        ? channel
        : throw new InputException(InputFailure.ChannelUnknown, $"The channel '{name}' is not in {FileName}: expected one of {string.Join(", ", Channels.Keys.Order(StringComparer.Ordinal))}.")
        {
            Hint = $"A new channel needs an entry in \"channels\" and keys in \"roles\" of {FileName}.",
        };

    /// <summary>Whether a role's keys sign without being asked: as slipway.json says, else as is usual.</summary>
    public bool IsOnline(string role) => Roles.GetValueOrDefault(role)?.IsOnline ?? DefaultRoles.IsOnline(role);

    /// <summary>The channels, each after the one it takes releases from.</summary>
    public IEnumerable<ChannelPolicy> ChannelsInOrder() =>
        Channels.Values.OrderBy(DistanceFromBuild).ThenBy(channel => channel.Name.ToString(), StringComparer.Ordinal);

    private int DistanceFromBuild(ChannelPolicy channel)
    {
        var distance = 0;
        while (channel.From is { } from && distance < Channels.Count)
        {
            channel = Channels[from.ToString()];
            distance++;
        }

        return distance;
    }

    private static ReleasePolicy FromJson(JsonFields json, string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (json.Text("format") is var format && format != Format)
        {
            throw json.Refuse("format", $"'{format}'", $"'{Format}'");
        }

        json.RequireOnly(
            "$schema", "format", "product", "organization", "store", "s3", "device_urls", "redirect_hosts", "link_command", "trust_anchor", "retain", "production",
            "channels", "roles", "health", "hooks", "service", "github", "fleet");
        var policy = new ReleasePolicy
        {
            Folder = folder,
            File = file,
            Product = json.Text("product", SegmentName.Parse),
            Organization = json.Text("organization", SegmentName.Parse),
            Store = json.Text("store", text => ReleaseStores.ParseAddress(text, folder)),
            S3 = json.OptionalObject("s3") is { } s3 ? S3Settings.FromJson(s3) : S3Settings.Default,
            DeviceUrls = json.OptionalTexts("device_urls", urls => urls.Select(url => RepositoryAddresses.Parse(url, folder)).ToImmutableArray()),
            RedirectHosts = json.OptionalTexts("redirect_hosts", RedirectHosts.Parse),
            LinkCommand = [.. json.OptionalCommand("link_command")],
            TrustAnchorFile = json.TextOr("trust_anchor", text => FullPath(text, folder), Path.Combine(folder, "trust_anchor.json")),
            Retain = (int)(json.OptionalInteger("retain", 1, 10_000) ?? 20),
            IsProduction = json.Flag("production"),
            Channels = ReadMap(json.Object("channels"), ChannelName.Parse, ChannelPolicy.FromJson),
            Roles = ReadMap(json.Object("roles"), name => name, RolePolicy.FromJson),
            Health = json.OptionalObject("health") is { } health ? HealthContract.FromJson(health) : null,
            Hooks = json.OptionalObject("hooks") is { } hooks ? ReleaseHooks.FromJson(hooks) : null,
            Service = json.OptionalObject("service") is { } service ? ServicePolicy.FromJson(service) : ServicePolicy.Default,
            GitHub = json.OptionalObject("github") is { } github ? GitHubPolicy.FromJson(github) : null,
            Fleet = json.OptionalObject("fleet") is { } fleet ? FleetPolicy.FromJson(fleet) : null,
        };
        return policy.RequireConsistent();
    }

    private ReleasePolicy RequireConsistent()
    {
        // Always the same mistake first.
        var channels = Channels.Values.OrderBy(channel => channel.Name.ToString(), StringComparer.Ordinal).ToArray();
        foreach (var role in DefaultRoles.Always.Concat(channels.Select(channel => channel.Name.ToString())).Where(role => !Roles.ContainsKey(role)))
        {
            throw new FieldException($"roles.{role}", $"roles.{role} is missing: expected its keys");
        }

        foreach (var channel in channels.Where(channel => channel.From is { } from && !Channels.ContainsKey(from.ToString())))
        {
            throw new FieldException(FromOf(channel), $"{FromOf(channel)} is '{channel.From}', which is not a channel");
        }

        foreach (var channel in channels.Where(channel => DistanceFromBuild(channel) >= Channels.Count))
        {
            throw new FieldException(FromOf(channel), $"{FromOf(channel)} leads back to itself: expected a way from a channel that releases are published into");
        }

        foreach (var channel in Channels.Values)
        {
            RequireKeysStay(channel);
        }

        return this;
    }

    private void RequireKeysStay(ChannelPolicy channel)
    {
        var held = Roles.Values.SelectMany(role => role.Keys).Where(key => key.Kind == KeyReferenceKind.Environment).Select(key => key.Value);
        if (channel.Gates.SelectMany(gate => gate.Question.Variables).Intersect(held, StringComparer.Ordinal).FirstOrDefault() is { } secret)
        {
            throw new FieldException($"channels.{channel.Name}.gates", $"channels.{channel.Name}.gates gives a program the variable {secret}, which holds a key: expected none of them");
        }
    }

    private static string FromOf(ChannelPolicy channel) => $"channels.{channel.Name}.from";

    private static string FullPath(string text, string folder)
    {
        try
        {
            return Path.GetFullPath(text, folder);
        }
        catch (ArgumentException impossible)
        {
            throw new FormatException($"not a path: {impossible.Message}", impossible);
        }
    }

    private static ImmutableDictionary<string, T> ReadMap<TName, T>(JsonFields json, Func<string, TName> parse, Func<TName, JsonFields, T> read) =>
        json.Names.ToImmutableDictionary(name => name, name => read(json.Name(name, parse), json.Object(name)), StringComparer.Ordinal);
}
