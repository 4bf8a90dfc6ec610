using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>Names that a repository chooses become addresses and files' names here (ATTACKS J3).</summary>
public sealed class NameTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public NameTests() => _device = new ConformanceDevice(_repository);

    /// <summary>A role's name, and how it stands in an address.</summary>
    public static TheoryData<string, string> RoleNames => new()
    {
        { "?", "%3F" },
        { "#", "%23" },
        { "/delegatedrole", "%2Fdelegatedrole" },
        { "../delegatedrole", "..%2Fdelegatedrole" },
        { "..", ".." },
        { "../../x", "..%2F..%2Fx" },
        { "%2e%2e%2fx", "%252e%252e%252fx" },
        { "a b", "a%20b" },
        { "..\\x", "..%5Cx" },
        { "nul\0", "nul%00" },
        { "rôle", "r%C3%B4le" },
        { "timestamp.json", "timestamp.json" },
    };

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(RoleNames))]
    public async Task J3_a_role_of_any_name_is_asked_for_by_that_name_and_kept_beside_the_others(string role, string quoted)
    {
        SkipWhereTheServerRefuses(role);
        _repository.Delegate(Targets, role, ["*"]);
        _repository.PublishTargets();

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("nowhere"));

        Assert.Equal($"GET /metadata/1.{quoted}.json", _device.TakeRequests()[^1]);
        Assert.Equal(5, Directory.GetFiles(_device.MetadataFolder, "*.json").Length);
        Assert.Equal(_repository.Latest(Timestamp), _device.Kept(Timestamp));
        AssertNothingElsewhere();
    }

    [Fact]
    public async Task J3_a_role_of_a_name_that_no_file_system_takes_is_kept_too()
    {
        var role = new string('r', 5_000);
        SkipWhereTheServerRefuses(role);
        _repository.Delegate(Targets, role, ["*"]);
        _repository.PublishTargets();

        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("nowhere"));

        Assert.Equal($"GET /metadata/1.{role}.json", _device.TakeRequests()[^1]);
        Assert.Equal(5, Directory.GetFiles(_device.MetadataFolder, "*.json").Length);
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(Timestamp)]
    [InlineData(Snapshot)]
    [InlineData(Targets)]
    public async Task J3_a_delegation_to_a_top_level_role_spoils_the_file(string role)
    {
        _repository[Targets]["delegations"] = new JsonObject
        {
            ["keys"] = new JsonObject(),
            ["roles"] = new JsonArray(new JsonObject
            {
                ["name"] = role,
                ["keyids"] = new JsonArray("x"),
                ["threshold"] = 1,
                ["terminating"] = false,
                ["paths"] = new JsonArray("*"),
            }),
        };
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.DownloadAsync("nowhere"));
    }

    [Theory]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a b/c d")]
    [InlineData("%2e%2e/x")]
    [InlineData("..%2fx")]
    [InlineData("..\\x")]
    [InlineData("C:\\x")]
    [InlineData("nul\0")]
    [InlineData("fôle/文")]
    [InlineData("folder/../x")]
    public async Task J3_a_target_of_any_name_is_downloaded_and_stays_in_the_target_folder(string name)
    {
        SkipWhereTheServerRefuses(name);
        _repository.AddTarget(Targets, name, "content"u8.ToArray());
        _repository.Files.TryAdd($"targets/{Sha256Digest.Of("content"u8)}.x", "content"u8.ToArray());
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.DownloadAsync(name));

        Assert.Equal(["content"], _device.Downloads);
        AssertNothingElsewhere();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("../metadata/x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("//elsewhere.example/x")]
    public async Task J3_a_target_whose_name_leads_out_of_the_repository_is_not_asked_for(string name)
    {
        _repository.AddTarget(Targets, name, "content"u8.ToArray());
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.DownloadAsync(name));

        Assert.Equal(4, _device.TakeRequests().Length);
        AssertNothingElsewhere();
    }

    private static void SkipWhereTheServerRefuses(string name) => Assert.SkipWhen(
        OperatingSystem.IsWindows() && (name.Length > 200 || name.Any(character => character is '\0' or '%' or '\\')),
        "The web server of Windows takes no such address.");

    /// <summary>The device's folder holds the root it was given and two folders; files are in those two, and in no folder below.</summary>
    private void AssertNothingElsewhere() => Assert.All(_device.AllFiles.Where(file => Path.GetFileName(file) != "initial_root.json"), file =>
        Assert.Contains(Path.GetDirectoryName(file), (string[])[_device.MetadataFolder, _device.TargetFolder]));
}
