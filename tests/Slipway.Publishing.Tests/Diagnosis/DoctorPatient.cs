using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Publishing.Diagnosis;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Diagnosis;

/// <summary>A repository with everything as it should be, which devices read over http; a test makes one thing wrong.</summary>
internal sealed class DoctorPatient : IDisposable
{
    public const string Workflow = ".github/workflows/refresh.yml";

    private readonly LoopbackServer _server;

    private DoctorPatient()
    {
        Workshop = ReleaseWorkshop.CreateEmpty();
        Workshop.Clock.Now = TimeProvider.System.GetUtcNow();
        Surroundings = new Surroundings { FindSdkAsync = (_, _) => Task.FromResult(new DotnetSdk("10.0.100", Problem: null)), ScheduleFolders = [Workshop["timers"]], Variable = name => name == "SLIPWAY_GITHUB_TOKEN" ? Token : null };
        _server = new LoopbackServer(Answer);
    }

    public ReleaseWorkshop Workshop { get; }

    public Uri Address => _server.Address;

    /// <summary>Changes an honest answer, or makes another one.</summary>
    public Action<HttpListenerRequest, HttpListenerResponse>? Misbehave { get; set; }

    /// <summary>Read and written instead of what slipway.json names, or null.</summary>
    public string? StoreFolder { get; set; }

    /// <summary>For GitHub.</summary>
    public string? Token { get; set; } = "ghp_0123456789abcdefTESTONLY";

    /// <summary>What GitHub says of the repository, and of the token's scopes.</summary>
    public (int Status, string Body, string? Scopes) GitHub { get; set; } = (200, """{"private":true,"permissions":{"push":true}}""", "repo, read:org");

    /// <summary>What stands in front of the store.</summary>
    public Func<IReleaseStore, IReleaseStore> Wrap { get; set; } = store => store;

    public Surroundings Surroundings { get; set; }

    public DoctorRequest Request { get; set; } = new() { MaySign = true };

    /// <summary>One that has no repository yet.</summary>
    public static DoctorPatient CreateEmpty() => new();

    public static async Task<DoctorPatient> CreateAsync()
    {
        var patient = new DoctorPatient();
        await new RepositoryInitializer(patient.Workshop.Clock).InitializeAsync(patient.Workshop.Request("releases"), CancellationToken.None);
        patient.Workshop.EditPolicy("\"trust_anchor\"", $"\"device_urls\": [\"{patient.Address}\"], \"github\": {{ \"repository\": \"acme/edge-agent\", \"api\": \"{patient.Address}api\" }}, \"trust_anchor\"");
        patient.Write(Workflow, "on:\n  schedule:\n    - cron: '17 3 * * *'\njobs:\n  refresh:\n    steps:\n      - run: slipway refresh\n");
        return patient;
    }

    public void Install(DotnetSdk sdk) => Surroundings = Surroundings with { FindSdkAsync = (_, _) => Task.FromResult(sdk) };

    public void Set(string variable, string value)
    {
        var others = Surroundings.Variable;
        Surroundings = Surroundings with { Variable = name => name == variable ? value : others(name) };
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Workshop[name])!);
        File.WriteAllText(Workshop[name], text);
    }

    public async Task<DoctorReport> ExamineAsync()
    {
        var policy = Workshop.Policy;
        var store = Wrap(StoreFolder is null ? ReleaseStores.Open(policy.Store, policy.Organization, policy.Product) : new FolderStore(StoreFolder));
        return await ExamineAsync(new ReleaseRepository(policy, store, Workshop.Clock));
    }

    public Task<DoctorReport> ExamineAsync(ReleaseRepository repository) =>
        new Doctor(repository, TimeProvider.System, Doctor.AllChecks(), Surroundings).ExamineAsync(Request, CancellationToken.None);

    public void Dispose()
    {
        _server.Dispose();
        Workshop.Dispose();
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (request.Url!.AbsolutePath == "/api/repos/acme/edge-agent")
        {
            response.StatusCode = GitHub.Status;
            response.Headers["X-OAuth-Scopes"] = GitHub.Scopes;
            response.OutputStream.Write(Encoding.UTF8.GetBytes(GitHub.Body));
            return;
        }

        var file = Path.Combine(Workshop["releases"], request.Url.AbsolutePath.TrimStart('/'));
        if (!File.Exists(file))
        {
            response.StatusCode = 404;
            Misbehave?.Invoke(request, response);
            return;
        }

        var bytes = File.ReadAllBytes(file);
        response.Headers["ETag"] = "\"1\"";
        response.Headers["Cache-Control"] = file.EndsWith("timestamp.json", StringComparison.Ordinal) ? "max-age=60" : "public, max-age=31536000, immutable";
        Misbehave?.Invoke(request, response);
        if (response.StatusCode != 200)
        {
            return;
        }

        if (request.Headers["Range"] == "bytes=1-" && response.Headers["X-No-Ranges"] is null)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes 1-{bytes.Length - 1}/{bytes.Length}");
            bytes = bytes[1..];
        }

        response.OutputStream.Write(bytes);
    }
}
