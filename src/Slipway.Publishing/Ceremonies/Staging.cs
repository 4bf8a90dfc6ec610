using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A change that waits for signatures: <c>staging/ID.json</c> in the store. Nobody has vouched for it: whoever reads it verifies and shows it anew.</summary>
internal sealed class Staging
{
    /// <summary>The most bytes of such a document.</summary>
    public const int MaxBytes = 16_000_000;

    /// <summary>The format that the document names.</summary>
    public const string Format = "slipway-staging/1";

    private const int IdLength = 8;

    private Staging(DateTimeOffset createdAt, long baseTimestamp, ImmutableArray<RoleFile> files)
    {
        CreatedAt = createdAt;
        BaseTimestamp = baseTimestamp;
        Files = [.. files.OrderBy(file => PublishingOrder(file.Role)).ThenBy(file => file.Role, StringComparer.Ordinal)];
        Root = files.FirstOrDefault(file => file.Role == RoleNames.Root)?.Content.ReadUnverifiedRoot();
        Roles = files.Where(file => file.Role != RoleNames.Root)
            .ToImmutableSortedDictionary(file => file.Role, file => file.Content.ReadUnverifiedTargets(), StringComparer.Ordinal);
        Id = IdOf(Files);
    }

    /// <summary>The first digits of the digest of the signed parts: signatures do not change it.</summary>
    public string Id { get; }

    /// <summary>When it was made, as it says itself.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The publication that it was made on, as it says itself.</summary>
    public long BaseTimestamp { get; }

    /// <summary>The files as far as they are signed, in the order in which they are published, the root last.</summary>
    public ImmutableArray<RoleFile> Files { get; }

    /// <summary>The root that is to follow, or null.</summary>
    public Root? Root { get; }

    /// <summary>What the roles are to say: targets and delegated ones.</summary>
    public ImmutableSortedDictionary<string, Targets> Roles { get; }

    /// <summary>Whether <paramref name="text"/> has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Stages <paramref name="files"/>.</summary>
    public static Staging Create(DateTimeOffset createdAt, long baseTimestamp, ImmutableArray<RoleFile> files) => new(createdAt, baseTimestamp, files);

    /// <summary>Reads a staging as strictly as anything else from the store.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>: also where a field is not one that this version can show.</exception>
    public static Staging Parse(string id, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var json = new JsonFields(StrictJson.ParseObject(bytes.Span));
            Require(json.Text("format") == Format, $"the format is '{json.Text("format")}': expected '{Format}'");
            json.RequireOnly("format", "base", "roles", "created_at");
            var roles = json.Object("roles");
            var staging = new Staging(
                DateTimeOffset.FromUnixTimeSeconds(json.Integer("created_at", max: DateTimeOffset.MaxValue.ToUnixTimeSeconds())),
                json.Object("base").Integer("timestamp", min: 1),
                [.. roles.Names.Select(role => ReadRole(role, roles.Object(role)))]);
            Require(!staging.Files.IsEmpty, "it stages nothing");
            Require(staging.Id == id, $"its content has the id {staging.Id}");
            foreach (var file in staging.Files.Where(file => file.Role != RoleNames.Root))
            {
                Require(staging.IsStep(file, staging.FieldsOf(file.Role)!.BaseVersion), $"{file.Role} goes from version {staging.FieldsOf(file.Role)!.BaseVersion} to {file.Version}: expected one of the next {RepositoryWriter.MaxVersions}");
            }

            return staging;
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, id, $"The staging {id} is malformed: {malformed.Message}.", malformed)
            {
                Hint = $"Nothing of it is signed or published. Drop it: slipway discard {id}",
            };
        }
    }

    /// <summary>The same change with other signatures.</summary>
    public Staging With(ImmutableArray<RoleFile> files) => new(CreatedAt, BaseTimestamp, files);

    /// <summary>What a role says of its staging, or null for the root, which says it with its version.</summary>
    public StagedFields? FieldsOf(string role) => Roles.TryGetValue(role, out var targets) ? StagedFields.Read(role, targets) : null;

    /// <summary>What targets says once it is published on top of <paramref name="state"/>.</summary>
    public Targets TargetsOn(RepositoryState state) => Roles.GetValueOrDefault(RoleNames.Targets) ?? state.Roles[RoleNames.Targets];

    /// <summary>Who must sign each file on top of <paramref name="state"/>.</summary>
    public RequiredKeys RequiredOn(RepositoryState state, bool areOldKeysLost = false) => new(state, Root, Roles.GetValueOrDefault(RoleNames.Targets), areOldKeysLost);

    /// <summary>
    /// Whether a version can be what comes after another one: a number far above leaves no room for those after it. Only a root may bring back a role
    /// from where nobody gets by publishing (ATTACKS A6); whether readers forget the number then is for the commit to see.
    /// </summary>
    public bool IsStep(RoleFile file, long from) => file.Version > from
        ? file.Version - from <= RepositoryWriter.MaxVersions
        : Root is not null && file.Role != RoleNames.Root && from >= NextVersions.FastForwarded && file.Version < NextVersions.FastForwarded;

    /// <summary>Whether both stage the same bytes, whoever has signed.</summary>
    public bool IsSameChangeAs(Staging other) =>
        Files.Length == other.Files.Length
        && Files.Zip(other.Files).All(pair => pair.First.Role == pair.Second.Role && pair.First.Content.SignedBytes.SequenceEqual(pair.Second.Content.SignedBytes));

    /// <summary>The document.</summary>
    public StoreContent ToContent() => StoreContent.Of(CanonicalJson.EncodeFile(new JsonObject
    {
        ["format"] = Format,
        ["base"] = new JsonObject { ["timestamp"] = BaseTimestamp },
        ["created_at"] = CreatedAt.ToUnixTimeSeconds(),
        ["roles"] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Role, (JsonNode?)StrictJson.ParseObject(file.Content.Bytes.Span)))),
    }));

    private static RoleFile ReadRole(string role, JsonFields envelope)
    {
        // A role's name becomes part of a path.
        Require(IsRole(role), $"'{role}' is not a role that can be staged");
        envelope.RequireOnly("signatures", "signed");
        var content = UnverifiedMetadata.Parse(role, CanonicalJson.EncodeFile(envelope.Value));
        Metadata metadata = role == RoleNames.Root ? content.ReadUnverifiedRoot() : content.ReadUnverifiedTargets();
        Require(
            !metadata.HasNestedExtensions && CanonicalJson.Encode(metadata.ToJson()).AsSpan().SequenceEqual(content.SignedBytes),
            $"{role} has something in it that this version does not know, so that nobody could be shown what they sign");
        if (metadata is Targets targets)
        {
            Require(targets.Files.Keys.All(IsPath), $"{role} lists a path that is none");
            Require(StagedFields.Read(role, targets) is not null, $"{role} does not say what it was staged on");
        }

        return new RoleFile(metadata.Version, content);
    }

    private static bool IsRole(string role) =>
        role is RoleNames.Root or RoleNames.Targets or ReleasePaths.ReleasesRole or ReleasePaths.RolloutRole || ChannelName.TryParse(role, out _);

    private static bool IsPath(string path) =>
        !path.Any(char.IsControl) && !path.Contains('\\', StringComparison.Ordinal) && path.Split('/').All(segment => segment is not ("" or "." or ".."));

    private static int PublishingOrder(string role) => role switch
    {
        RoleNames.Root => 2,
        RoleNames.Targets => 1,
        _ => 0,
    };

    private static string IdOf(ImmutableArray<RoleFile> files)
    {
        var signed = new JsonObject(files.Select(file => KeyValuePair.Create(file.Role, (JsonNode?)Sha256Digest.Of(file.Content.SignedBytes).ToString())));
        return Sha256Digest.Of(CanonicalJson.Encode(signed)).ToString()[..IdLength];
    }

    private static void Require(bool isMet, string otherwise)
    {
        if (!isMet)
        {
            throw new FormatException(otherwise);
        }
    }
}
