using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>
/// What GitHub's REST API does about the releases of one repository, as far as publishing depends on it: it keeps state, and fails as a test says.
/// The API is at <c>/api/v3/</c> and uploads at <c>/api/uploads/</c>, as on GitHub Enterprise.
/// </summary>
public sealed class GitHubFake : IDisposable
{
    public const string Repository = "acme/edge-agent";
    public const string Token = "ghp_0123456789abcdefTESTONLY";

    private readonly Lock _gate = new();
    private readonly List<(Func<GitHubCall, bool> When, GitHubFault Fault)> _faults = [];
    private readonly GitHubListener _listener;
    private long _ids = 1000;

    public GitHubFake() => _listener = new GitHubListener(AnswerAsync);

    /// <summary>The address of the API.</summary>
    public Uri Api => new(_listener.Address, "api/v3");

    /// <summary>How many entries a page has at most, whatever is asked for.</summary>
    public int MaxPageLength { get; set; } = 100;

    /// <summary>Whether GitHub says digests. Older GitHub Enterprise does not.</summary>
    public bool SaysDigests { get; set; } = true;

    /// <summary>Whether releases become immutable when they are published.</summary>
    public bool MakesImmutable { get; set; }

    /// <summary>The base address that releases name for uploads, or null for this server's.</summary>
    public Uri? UploadsElsewhere { get; set; }

    /// <summary>Where an asset's bytes are, or null for in the answer itself.</summary>
    public Uri? DownloadsElsewhere { get; set; }

    public List<FakeRelease> Releases { get; } = [];

    /// <summary>The id of the release that the front page shows.</summary>
    public long? Latest { get; private set; }

    /// <summary>How often a draft was published.</summary>
    public int Publications { get; private set; }

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<GitHubCall> Calls { get; } = new();

    public string[] CallLines => [.. Calls.Select(call => call.ToString())];

    public FakeRelease Only => Releases.Single();

    /// <summary>The next request that fits meets a fault. Several are used up in order.</summary>
    public void Fail(string method, string pathEnd, GitHubFault fault, int times = 1)
    {
        lock (_gate)
        {
            for (var time = 0; time < times; time++)
            {
                _faults.Add((call => call.Method == method && call.Path.EndsWith(pathEnd, StringComparison.Ordinal), fault));
            }
        }
    }

    public FakeRelease Add(FakeRelease release)
    {
        lock (_gate)
        {
            release.Id = ++_ids;
            Releases.Add(release);
            return release;
        }
    }

    public FakeAsset AddAsset(FakeRelease release, string name, byte[] content, string state = "uploaded")
    {
        lock (_gate)
        {
            FakeAsset asset = new() { Id = ++_ids, Name = name, Content = content, State = state };
            release.Assets.Add(asset);
            return asset;
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task<GitHubReply?> AnswerAsync(GitHubCall call, Func<Task<byte[]>> readBody, CancellationToken closing)
    {
        Calls.Enqueue(call);
        var fault = TakeFault(call) ?? GitHubFault.None;
        if (fault.Stalls)
        {
            await Task.Delay(Timeout.Infinite, closing);
        }

        if (fault is { Breaks: true, IsDone: false })
        {
            LeaveHalf(call);
            return null;
        }

        var body = await readBody();
        fault.Meanwhile?.Invoke();
        var reply = fault.IsDone ? Handle(call, body) : null;
        reply = fault.Status > 0 ? GitHubReply.Of(fault.Status, fault.Body()) : reply;
        return fault.Breaks ? null : reply! with { Headers = fault.Headers };
    }

    private GitHubFault? TakeFault(GitHubCall call)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.When(call));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index].Fault;
            _faults.RemoveAt(index);
            return fault;
        }
    }

    /// <summary>An upload that breaks off leaves an asset behind that is in the way.</summary>
    private void LeaveHalf(GitHubCall call)
    {
        lock (_gate)
        {
            if (call.Upload is { } upload && Find(upload.Release) is { } release && release.Assets.All(asset => asset.Name != upload.Name))
            {
                AddAsset(release, upload.Name, [], "starter");
            }
        }
    }

    private GitHubReply Handle(GitHubCall call, byte[] body)
    {
        if (call.Authorization is not ($"Bearer {Token}" or $"token {Token}"))
        {
            return GitHubReply.Of(401, Message("Bad credentials"));
        }

        lock (_gate)
        {
            return call.Upload is { } upload ? Upload(upload.Release, upload.Name, body) : call.Route switch
            {
                ("GET", "releases", null, null) => List(call, Releases.OrderByDescending(release => release.Id), Describe),
                ("POST", "releases", null, null) => Create(Read(body)),
                ("PATCH", "releases", { } id, null) when Find(id) is { } release => Update(release, Read(body)),
                ("DELETE", "releases", { } id, null) when Find(id) is { } release => Delete(release),
                ("GET", "releases", { } id, "assets") when Find(id) is { } release => List(call, release.Assets, Describe),
                ("GET", "assets", { } id, null) when FindAsset(id) is { Asset: { } asset } => Download(asset),
                ("DELETE", "assets", { } id, null) when FindAsset(id) is { Asset: { } asset } found => DeleteAsset(found.Release!, asset),
                _ => GitHubReply.Of(404, Message("Not Found")),
            };
        }
    }

    private GitHubReply List<T>(GitHubCall call, IEnumerable<T> entries, Func<T, JsonObject> describe)
    {
        var length = Math.Min(MaxPageLength, call.Number("per_page", 30));
        var page = call.Number("page", 1);
        T[] rest = [.. entries.Skip(length * (page - 1))];
        return GitHubReply.Of(200, new JsonArray([.. rest.Take(length).Select(describe)])) with
        {
            Link = rest.Length > length ? $"<{Api}/repos/{Repository}/{call.List}?per_page={length}&page={page + 1}>; rel=\"next\", <{Api}>; rel=\"last\"" : null,
        };
    }

    private GitHubReply Create(JsonObject draft)
    {
        var tag = draft["tag_name"]!.GetValue<string>();
        var release = Add(new FakeRelease { Tag = tag, IsDraft = draft["draft"]?.GetValue<bool>() ?? false });
        return Update(release, draft, status: 201);
    }

    private GitHubReply Update(FakeRelease release, JsonObject change, int status = 200)
    {
        if (release.IsImmutable && (change.ContainsKey("prerelease") || change.ContainsKey("make_latest") || change.ContainsKey("draft") || change.ContainsKey("tag_name")))
        {
            return Invalid("Release", "immutable", "Cannot change an immutable release");
        }

        // It forgets the tag of a draft that is changed without one.
        release.Tag = change["tag_name"]?.GetValue<string>() ?? (release.IsDraft ? $"untagged-{release.Id}" : release.Tag);
        release.Target = change["target_commitish"]?.GetValue<string>() ?? release.Target;
        release.Name = change["name"]?.GetValue<string>() ?? release.Name;
        release.Body = change["body"]?.GetValue<string>() ?? release.Body;
        release.IsPrerelease = change["prerelease"]?.GetValue<bool>() ?? release.IsPrerelease;
        var wasDraft = release.IsDraft;
        release.IsDraft = change["draft"]?.GetValue<bool>() ?? release.IsDraft;
        Publications += wasDraft && !release.IsDraft ? 1 : 0;
        release.IsImmutable |= MakesImmutable && !release.IsDraft;
        var latest = change["make_latest"]?.GetValue<string>() ?? (wasDraft ? "true" : "false");
        if (latest == "true" && !release.IsDraft)
        {
            if (release.IsPrerelease)
            {
                return Invalid("Release", "make_latest", "Latest release cannot be draft or prerelease");
            }

            Latest = release.Id;
        }

        return GitHubReply.Of(status, Describe(release));
    }

    private GitHubReply Delete(FakeRelease release)
    {
        Releases.Remove(release);
        return GitHubReply.Of(204, null);
    }

    private GitHubReply Upload(long id, string name, byte[] content)
    {
        if (Find(id) is not { } release)
        {
            return GitHubReply.Of(404, Message("Not Found"));
        }

        if (release.IsImmutable)
        {
            return Invalid("ReleaseAsset", "immutable", "Cannot upload assets to an immutable release");
        }

        return release.Assets.Any(asset => string.Equals(asset.Name, name, StringComparison.OrdinalIgnoreCase))
            ? Invalid("ReleaseAsset", "already_exists", null)
            : GitHubReply.Of(201, Describe(AddAsset(release, name.Replace(' ', '.'), content)));
    }

    private GitHubReply DeleteAsset(FakeRelease release, FakeAsset asset)
    {
        if (release.IsImmutable)
        {
            return Invalid("ReleaseAsset", "immutable", "Cannot delete asset from an immutable release");
        }

        release.Assets.Remove(asset);
        return GitHubReply.Of(204, null);
    }

    private GitHubReply Download(FakeAsset asset) => DownloadsElsewhere is { } elsewhere
        ? GitHubReply.Of(302, null) with { Location = new Uri(elsewhere, $"?asset={asset.Id}") }
        : new GitHubReply(200, asset.Content, "application/octet-stream");

    private FakeRelease? Find(long id) => Releases.Find(release => release.Id == id);

    private (FakeRelease? Release, FakeAsset? Asset) FindAsset(long id) =>
        Releases.SelectMany(release => release.Assets.Select(asset => ((FakeRelease?)release, (FakeAsset?)asset))).FirstOrDefault(found => found.Item2!.Id == id);

    private JsonObject Describe(FakeRelease release) => new()
    {
        ["id"] = release.Id,
        ["node_id"] = $"R_{release.Id}",
        ["url"] = $"{Api}/repos/{Repository}/releases/{release.Id}",
        ["assets_url"] = $"{Api}/repos/{Repository}/releases/{release.Id}/assets",
        ["upload_url"] = $"{new Uri(UploadsElsewhere ?? new Uri(_listener.Address, "api/uploads/"), $"repos/{Repository}/releases/{release.Id}/assets")}{{?name,label}}",
        ["html_url"] = $"https://github.example.com/{Repository}/releases/tag/{release.Tag}",
        ["tag_name"] = release.Tag,
        ["target_commitish"] = release.Target ?? "main",
        ["name"] = release.Name,
        ["body"] = release.Body,
        ["draft"] = release.IsDraft,
        ["prerelease"] = release.IsPrerelease,
        ["immutable"] = release.IsImmutable,
        ["created_at"] = "2026-03-01T12:00:00Z",
        ["published_at"] = release.IsDraft ? null : "2026-03-01T12:00:00Z",
        ["author"] = Author(),
        ["tarball_url"] = null,
        ["zipball_url"] = null,
        ["assets"] = new JsonArray([.. release.Assets.Select(Describe)]),
    };

    private JsonObject Describe(FakeAsset asset) => new()
    {
        ["id"] = asset.Id,
        ["node_id"] = $"RA_{asset.Id}",
        ["url"] = $"{Api}/repos/{Repository}/releases/assets/{asset.Id}",
        ["browser_download_url"] = $"https://github.example.com/{Repository}/releases/download/x/{asset.Name}",
        ["name"] = asset.Name,
        ["label"] = "",
        ["state"] = asset.State,
        ["content_type"] = "application/octet-stream",
        ["size"] = asset.Content.Length,
        ["digest"] = SaysDigests && asset.State == "uploaded" ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(asset.Content))}" : null,
        ["download_count"] = 0,
        ["created_at"] = "2026-03-01T12:00:00Z",
        ["updated_at"] = "2026-03-01T12:00:00Z",
        ["uploader"] = Author(),
    };

    /// <summary>As GitHub describes a user: every field of the description that must be there.</summary>
    private static JsonObject Author()
    {
        const string user = "https://api.github.example.com/users/acme";
        JsonObject author = new() { ["login"] = "acme", ["id"] = 1, ["node_id"] = "U_1", ["gravatar_id"] = "", ["type"] = "User", ["site_admin"] = false };
        foreach (var name in new[] { "avatar", "html", "followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events", "received_events" })
        {
            author[$"{name}_url"] = $"{user}/{name}";
        }

        author["url"] = user;
        return author;
    }

    private static GitHubReply Invalid(string resource, string code, string? message) => GitHubReply.Of(422, new JsonObject
    {
        ["message"] = "Validation Failed",
        ["documentation_url"] = "https://docs.github.com/rest",
        ["errors"] = new JsonArray(new JsonObject { ["resource"] = resource, ["code"] = code, ["field"] = "name", ["message"] = message }),
    });

    private static JsonObject Message(string text) => new() { ["message"] = text, ["documentation_url"] = "https://docs.github.com/rest" };

    private static JsonObject Read(byte[] body) => JsonSerializer.Deserialize<JsonObject>(body)!;
}
