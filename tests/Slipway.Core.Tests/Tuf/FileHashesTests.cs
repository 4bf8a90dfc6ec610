using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class FileHashesTests
{
    private const string OfferPath = "stable/linux-x64.json";

    private static readonly byte[] Content = "an offer"u8.ToArray();
    private static readonly string Sha256Hex = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly string Sha512Hex = Convert.ToHexStringLower(SHA512.HashData(Content));

    private readonly RepositorySimulator _repository = new();
    private readonly SimulatedDevice _device;

    public FileHashesTests() => _device = new SimulatedDevice(_repository);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_file_is_found_and_checked_by_each_digest_that_is_known(bool hasSha256, bool hasSha512)
    {
        List(hasSha256 ? Sha256Hex : null, hasSha512 ? Sha512Hex : null);

        Assert.Equal(Content, await _device.ReadAsync(OfferPath));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A1_every_digest_has_to_fit(bool isSha256Wrong, bool isSha512Wrong)
    {
        var zeros = new string('0', 128);
        List(isSha256Wrong ? zeros[..64] : Sha256Hex, isSha512Wrong ? zeros : Sha512Hex);

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal((TrustFailure.DigestMismatch, OfferPath), (refusal.Failure, refusal.Subject));
    }

    [Fact]
    public async Task A1_a_file_without_a_digest_that_is_known_is_refused()
    {
        List(sha256: null, sha512: null, ("blake9", "00ff"));
        _repository.Files[$"targets/{OfferPath}"] = Content;

        var refusal = await _device.RefusalOfAsync(OfferPath);

        Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure);
    }

    [Fact]
    public async Task J3_a_digest_of_an_unknown_kind_is_no_part_of_an_address()
    {
        List(sha256: null, sha512: null, ("blake9", "../../secret/"));

        await Assert.ThrowsAsync<DeviceException>(() => _device.ReadAsync(OfferPath));

        Assert.Equal($"targets/{OfferPath}", _repository.Requests[^1]);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"sha256":"abc"}""")]
    [InlineData("""{"sha512":"abc"}""")]
    [InlineData("""{"sha256":17}""")]
    [InlineData("""{"sha256":"CEB98A62CEB98A62CEB98A62CEB98A62CEB98A62CEB98A62CEB98A62CEB98A62"}""")]
    public void J2_what_is_no_digest_is_refused(string hashes) =>
        Assert.ThrowsAny<FormatException>(() => FileHashes.FromJson(new JsonFields(JsonNode.Parse(hashes)!.AsObject())));

    [Fact]
    public void A_digest_of_an_unknown_kind_is_kept()
    {
        var hashes = FileHashes.FromJson(new JsonFields(new JsonObject { ["blake9"] = "00ff", ["sha256"] = Sha256Hex }));

        Assert.Equal($$"""{"blake9":"00ff","sha256":"{{Sha256Hex}}"}""", hashes.ToJson().ToJsonString());
        Assert.NotEqual(FileHashes.Of(Sha256Digest.Parse(Sha256Hex)), hashes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A9_metadata_may_be_pinned_by_sha512_alone(bool isRight)
    {
        _repository.PublishRoles();
        var digest = Convert.ToHexStringLower(SHA512.HashData(isRight ? _repository.Files["metadata/1.targets.json"] : Content));
        var hashes = FileHashes.FromJson(new JsonFields(new JsonObject { ["sha512"] = digest }));
        _repository.Snapshot = _repository.Snapshot with { Files = _repository.Snapshot.Files.SetItem("targets.json", new MetadataFile(1, null, hashes)) };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        if (isRight)
        {
            await _device.RefreshAsync();
            return;
        }

        Assert.Equal((TrustFailure.DigestMismatch, "targets"), (await _device.RefusalAsync()) switch { var refusal => (refusal.Failure, refusal.Subject) });
    }

    private void List(string? sha256, string? sha512, params (string Name, string Hex)[] others)
    {
        var hashes = new JsonObject();
        foreach (var (name, hex) in ((string, string?)[])[("sha256", sha256), ("sha512", sha512), .. others])
        {
            if (hex is not null)
            {
                hashes[name] = hex;
                _repository.Files[$"targets/stable/{hex}.linux-x64.json"] = Content;
            }
        }

        var file = new TargetFile(OfferPath, Content.Length, FileHashes.FromJson(new JsonFields(hashes)));
        _repository.Change("stable", targets => targets with { Files = targets.Files.SetItem(OfferPath, file) });
        _repository.Publish();
    }
}
