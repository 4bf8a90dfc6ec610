using System.Text;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>A workshop whose stable channel, which offers 1.4.1, takes two of three: the key here, and two that others hold. Beta offers 1.4.2.</summary>
internal sealed class Ceremony : IDisposable
{
    public const string Second = "stable-second";
    public const string Third = "stable-third";

    private Ceremony(ReleaseWorkshop workshop) => Workshop = workshop;

    public ReleaseWorkshop Workshop { get; }

    public string StagingFolder => Path.Combine(Workshop.StoreFolder, "staging");

    public StagingDesk Desk => new(Workshop.Repository, []);

    public KeyCeremony Keys => new(Workshop.Repository, []);

    public static async Task<Ceremony> CreateAsync()
    {
        var workshop = await ReleaseWorkshop.CreateAsync();
        var ceremony = new Ceremony(workshop);
        workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        await workshop.PublishAsync("1.4.1");
        await workshop.PromoteAsync("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await workshop.PromoteAsync("1.4.1", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
        await ceremony.AddElsewhereAsync("stable", Second, threshold: 1);
        await ceremony.AddElsewhereAsync("stable", Third, threshold: 2);
        await workshop.PublishAsync("1.4.2");
        await workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        return ceremony;
    }

    /// <summary>Makes a key that a role trusts and whose private half is somebody else's.</summary>
    public async Task AddElsewhereAsync(string role, string name, int threshold)
    {
        await KeyGenerator.WritePairAsync(Workshop["keys"], name, passphrase: null, CancellationToken.None);
        await Keys.AddAsync(role, Reference(name), threshold, CancellationToken.None);
        TakeAway(name);
    }

    public static KeyReference Reference(string name) => KeyReference.Parse($"file:keys/{name}.pem");

    public void TakeAway(string name)
    {
        Directory.CreateDirectory(Workshop["elsewhere"]);
        File.Move(Workshop[$"keys/{name}.pem"], Workshop[$"elsewhere/{name}.pem"]);
    }

    public void BringBack(string name) => File.Move(Workshop[$"elsewhere/{name}.pem"], Workshop[$"keys/{name}.pem"]);

    /// <summary>Promotes 1.4.2 to stable, for which one key is here and two are needed.</summary>
    public async Task<string> StageAsync()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));
        Assert.Equal("SLP3020", refusal.Code);
        return Assert.Single(await Desk.ListAsync(CancellationToken.None));
    }

    /// <summary>Signs with the key of somebody who has no other.</summary>
    public async Task<StagingReview> ApproveAsAsync(string name, string id)
    {
        var desk = new StagingDesk(Workshop.Repository, [KeyReference.Parse($"file:elsewhere/{name}.pem")]);
        var (review, _) = await desk.ApproveAsync(await desk.ReviewAsync(id, CancellationToken.None), CancellationToken.None);
        return review;
    }

    public Task<StagingReview> CommitAsync(string id) => Desk.CommitAsync(id, areOldKeysLost: false, CancellationToken.None);

    /// <summary>Bends a staging as somebody could who can write to the store.</summary>
    public void Bend(string id, Action<JsonObject> change)
    {
        var file = Path.Combine(StagingFolder, $"{id}.json");
        var json = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
        change(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    /// <summary>As <see cref="Bend"/>, by somebody who also gives the result the name that it must have.</summary>
    public string BendWithId(string id, Action<JsonObject> change)
    {
        Bend(id, change);
        var file = Path.Combine(StagingFolder, $"{id}.json");
        var roles = JsonNode.Parse(File.ReadAllBytes(file))!["roles"]!.AsObject();
        var bent = Staging.Create(default, 1, [.. roles.Select(role => new RoleFile(1, UnverifiedMetadata.Parse(role.Key, Encoding.UTF8.GetBytes(role.Value!.ToJsonString()))))]).Id;
        File.Move(file, Path.Combine(StagingFolder, $"{bent}.json"));
        return bent;
    }

    /// <summary>What a device of stable is offered, starting from what it has and the first root.</summary>
    public Task<string> OfferedAsync(ILocalMetadata? device = null, string? store = null) => OfferedAsync(new FolderSource(store ?? Workshop.StoreFolder), device);

    public async Task<string> OfferedAsync(IRepositorySource source, ILocalMetadata? device = null)
    {
        using var mirrors = new RepositoryMirrors(source);
        var client = await TufClient.StartAsync(
            await File.ReadAllBytesAsync(Workshop["trust_anchor.json"]), device ?? new LocalMetadataInMemory(), mirrors, Workshop.Clock.Now, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        var file = await client.FindTargetAsync("stable/linux-x64.json", CancellationToken.None);
        return Offer.Parse(await client.ReadTargetAsync(file!, MetadataLimits.OfferBytes, CancellationToken.None)).Release.Version.ToString();
    }

    public async Task<Rollout> RolloutAsync() =>
        (await (await Workshop.Repository.ReadAsync(CancellationToken.None)).ReadRolloutAsync(ReleaseWorkshop.Stable, CancellationToken.None))!;

    public string[] Staged => Directory.Exists(StagingFolder) ? [.. Directory.EnumerateFiles(StagingFolder).Select(file => Path.GetFileName(file)!)] : [];

    public void Dispose() => Workshop.Dispose();
}
