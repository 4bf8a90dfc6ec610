using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Repository;

public sealed class RepositoryInitializerTests
{
    [Fact]
    public async Task C14_a_product_gets_a_repository_of_its_own_that_verifies_from_the_trust_anchor()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        var state = await workshop.Repository.ReadAsync(CancellationToken.None);

        Assert.Equal(["beta", "canary", "releases", "rollout", "stable", "targets"], state.Roles.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(await File.ReadAllBytesAsync(workshop["trust_anchor.json"]), await File.ReadAllBytesAsync(Path.Combine(workshop.StoreFolder, "metadata/1.root.json")));
    }

    [Theory]
    [InlineData("releases", "releases/1.4.2/linux-x64/manifest.json", true)]
    [InlineData("releases", "stable/linux-x64.json", false)]
    [InlineData("canary", "canary/linux-x64.json", true)]
    [InlineData("canary", "stable/linux-x64.json", false)]
    [InlineData("rollout", "rollout/stable.json", true)]
    [InlineData("rollout", "stable/linux-x64.json", false)]
    public async Task A12_each_role_may_list_its_own_paths_only(string role, string path, bool mayList)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        var state = await workshop.Repository.ReadAsync(CancellationToken.None);

        Assert.Equal(mayList, state.Roles[RoleNames.Targets].Delegations.Single(delegation => delegation.Name == role).Covers(path));
    }

    [Fact]
    public async Task A04_private_keys_are_kept_out_of_git()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        Assert.Contains("*", await File.ReadAllLinesAsync(workshop["keys/.gitignore"]));
    }

    [Fact]
    public async Task A_slipway_json_is_never_overwritten()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var before = await File.ReadAllTextAsync(workshop["slipway.json"]);

        var refusal = await Assert.ThrowsAsync<InputException>(() => new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("elsewhere"), CancellationToken.None));

        Assert.Equal("SLP1064", refusal.Code);
        Assert.Equal(before, await File.ReadAllTextAsync(workshop["slipway.json"]));
        Assert.False(Directory.Exists(workshop["elsewhere"]));
    }

    [Fact]
    public async Task What_a_slipway_json_lacks_is_made_and_the_file_stays_as_it_is()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();
        var text = PolicyTemplate.Write(workshop.Request("releases"))
            .Replace("\"file:keys/stable.pem\"], \"threshold\": 1", "\"file:keys/ann.pem\", \"file:keys/bob.pem\"], \"threshold\": 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(workshop["slipway.json"], text);

        var made = await new RepositoryInitializer(workshop.Clock).CompleteAsync(ReleasePolicy.Find(workshop.Folder), CancellationToken.None);

        Assert.Equal(text, await File.ReadAllTextAsync(workshop["slipway.json"]));
        Assert.Equal(["ann", "beta", "bob", "builder", "canary", "online", "rollout", "root", "targets"], made.KeyFiles.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await new ReleaseRepository(ReleasePolicy.Find(workshop.Folder), workshop.Clock).ReadAsync(CancellationToken.None)).KeysOf("stable").Threshold);
        Assert.DoesNotContain(made.BeforeProduction, advice => advice.Advice.StartsWith("stable", StringComparison.Ordinal));
        Assert.Equal("SLP1064", (await Assert.ThrowsAsync<InputException>(() => new RepositoryInitializer(workshop.Clock).CompleteAsync(ReleasePolicy.Find(workshop.Folder), CancellationToken.None))).Code);
    }

    [Fact]
    public async Task A_threshold_that_the_private_keys_here_do_not_meet_begins_nothing()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();
        await File.WriteAllTextAsync(workshop["slipway.json"], PolicyTemplate.Write(workshop.Request("releases"))
            .Replace("\"file:keys/stable.pem\"], \"threshold\": 1", "\"file:keys/stable.pem\", \"file:keys/bob.pem\"], \"threshold\": 2", StringComparison.Ordinal));
        await KeyGenerator.WritePairAsync(workshop["elsewhere"], "bob", passphrase: null, CancellationToken.None);
        Directory.CreateDirectory(workshop["keys"]);
        File.Copy(workshop["elsewhere/bob.pub.pem"], workshop["keys/bob.pub.pem"]);

        var refusal = await Assert.ThrowsAsync<InputException>(() => new RepositoryInitializer(workshop.Clock).CompleteAsync(ReleasePolicy.Find(workshop.Folder), CancellationToken.None));

        Assert.Equal("SLP1045", refusal.Code);
        Assert.Contains("1 of the keys of stable", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("slipway keys add stable KEY --threshold 2", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal([workshop["keys/bob.pub.pem"]], Directory.GetFiles(workshop["keys"]));
        Assert.False(Directory.Exists(workshop["releases"]));
    }

    [Fact]
    public async Task D23_a_trust_anchor_is_not_said_to_be_edited()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        Directory.Delete(workshop.StoreFolder, recursive: true);

        var refusal = await Assert.ThrowsAsync<InputException>(() => new RepositoryInitializer(workshop.Clock).CompleteAsync(workshop.Policy, CancellationToken.None));

        Assert.Equal("SLP1064", refusal.Code);
        Assert.DoesNotContain("Edit", refusal.Hint, StringComparison.Ordinal);
        Assert.Contains("lost for good", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_of_dotnet_new_begins_with_the_same_policy()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();

        Assert.Equal(PolicyTemplate.Write(workshop.Request("releases")), File.ReadAllText(SourceTree.At("templates/slipway-edge/slipway.json")));
    }

    [Theory]
    [InlineData("file:keys/stable.pem", "file:elsewhere/stable.pem")]
    [InlineData("file:keys/stable.pem", "file:keys/stable.key")]
    public async Task A_key_that_somebody_else_holds_is_not_made_and_nothing_is_left_of_the_try(string usual, string other)
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();
        await File.WriteAllTextAsync(workshop["slipway.json"], PolicyTemplate.Write(workshop.Request("releases")).Replace(usual, other, StringComparison.Ordinal));

        var refusal = await Assert.ThrowsAsync<InputException>(() => new RepositoryInitializer(workshop.Clock).CompleteAsync(ReleasePolicy.Find(workshop.Folder), CancellationToken.None));

        Assert.Equal("SLP1041", refusal.Code);
        Assert.Equal(["slipway.json"], Directory.EnumerateFiles(workshop.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_store_with_a_repository_is_refused_and_nothing_is_left_of_the_try()
    {
        using var first = await ReleaseWorkshop.CreateAsync();
        using var second = ReleaseWorkshop.CreateEmpty();
        var before = first.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<StoreException>(() => new RepositoryInitializer(second.Clock).InitializeAsync(second.Request(first["releases"]), CancellationToken.None));

        Assert.Equal("SLP3007", refusal.Code);
        Assert.Equal(before, first.StoreSnapshot());
        Assert.Empty(Directory.EnumerateFiles(second.Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_refused_and_nothing_is_left_of_the_try()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();
        await File.WriteAllTextAsync(workshop["blocked"], "a file where the store should be");

        var refusal = await Assert.ThrowsAsync<StoreException>(() => new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("blocked"), CancellationToken.None));

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Equal(["blocked"], Directory.EnumerateFiles(workshop.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_and_not_made()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("releases") with { Folder = workshop["nowhere"] }, CancellationToken.None));

        Assert.Equal(("SLP1021", $"There is no folder {workshop["nowhere"]}."), (refusal.Code, refusal.Message));
        Assert.Empty(Directory.EnumerateFileSystemEntries(workshop.Folder));
    }

    [Fact]
    public async Task What_cannot_be_undone_hides_no_error()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();
        var audit = new SigningAudit(workshop.Clock, file: null, _ =>
        {
            Directory.Delete(workshop["project"], recursive: true);
            throw new InputException(InputFailure.FileNotAccessible, "It is full.");
        });
        Directory.CreateDirectory(workshop["project"]);

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => new RepositoryInitializer(workshop.Clock) { Audit = audit }.InitializeAsync(workshop.Request("releases") with { Folder = workshop["project"] }, CancellationToken.None));

        Assert.Equal(("SLP1022", "It is full."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A_store_that_an_interrupted_initialisation_left_says_so()
    {
        using var first = await ReleaseWorkshop.CreateAsync();
        using var second = ReleaseWorkshop.CreateEmpty();
        File.Delete(Path.Combine(first.StoreFolder, "metadata/timestamp.json"));

        var refusal = await Assert.ThrowsAsync<StoreException>(() => new RepositoryInitializer(second.Clock).InitializeAsync(second.Request(first["releases"]), CancellationToken.None));

        Assert.Equal("SLP3006", refusal.Code);
        Assert.Contains("interrupted", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_s_name_may_look_like_an_escape()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();

        await new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("a%41 b"), CancellationToken.None);

        Assert.True(File.Exists(workshop["a%41 b/acme/edge-agent/metadata/timestamp.json"]));
    }

    [Fact]
    public async Task An_address_of_an_unknown_kind_is_refused()
    {
        using var workshop = ReleaseWorkshop.CreateEmpty();

        var refusal = await Assert.ThrowsAsync<StoreException>(() => new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("gopher://hole"), CancellationToken.None));

        Assert.Equal("SLP3010", refusal.Code);
    }
}
