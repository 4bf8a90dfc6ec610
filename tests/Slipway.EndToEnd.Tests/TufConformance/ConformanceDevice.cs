using System.Net;
using System.Text.Json.Nodes;
using Slipway.TufConformance;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>The conformance program, its two folders, its clock, and a web server that it asks for a repository's files.</summary>
/// <remarks>It runs in this process, through the program's own command line. Its first run is preceded by <c>init</c> with the repository's first root.</remarks>
internal sealed class ConformanceDevice : IDisposable
{
    private readonly BareRepository _repository;
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server;
    private bool _isInitialized;

    public ConformanceDevice(BareRepository repository)
    {
        _repository = repository;
        _server = new LoopbackServer(Answer);
        Directory.CreateDirectory(MetadataFolder);
        Directory.CreateDirectory(TargetFolder);
    }

    public FakeClock Clock { get; } = new(BareRepository.Time);

    public string MetadataFolder => _folder["metadata"];

    public string TargetFolder => _folder["targets"];

    /// <summary>Every role that is trusted and its version, in the order of their names, for example <c>root 1, timestamp 2</c>.</summary>
    public string Trusted => string.Join(", ", Directory.GetFiles(MetadataFolder, "*.json")
        .Select(file => (Role: Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file)), Version: VersionIn(file)))
        .OrderBy(role => role.Role, StringComparer.Ordinal)
        .Select(role => $"{role.Role} {role.Version}"));

    /// <summary>The contents of all downloaded files, as text in the order of the text, whatever the files' names are.</summary>
    public IEnumerable<string> Downloads =>
        Directory.GetFiles(TargetFolder, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Order(StringComparer.Ordinal);

    /// <summary>All files below the folder that everything of this device is in.</summary>
    public IEnumerable<string> AllFiles => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    /// <summary>The command line of a refresh.</summary>
    public string[] RefreshArguments => ["--metadata-url", $"{_server.Address}metadata/", "--metadata-dir", MetadataFolder, "refresh"];

    /// <summary>The trusted file of a role, byte for byte.</summary>
    public byte[] Kept(string role) => File.ReadAllBytes(Path.Combine(MetadataFolder, FileOf(role)));

    /// <summary>The request lines since this was asked last.</summary>
    public string[] TakeRequests()
    {
        string[] lines = [.. _server.RequestLines];
        _server.RequestLines.Clear();
        return lines;
    }

    public async Task<Outcome> InitAsync(byte[] root)
    {
        _isInitialized = true;
        await File.WriteAllBytesAsync(_folder["initial_root.json"], root);
        return await RunAsync("--metadata-dir", MetadataFolder, "init", _folder["initial_root.json"]);
    }

    public async Task<Outcome> RefreshAsync()
    {
        await RequireInitializedAsync();
        return await RunAsync(RefreshArguments);
    }

    public async Task<Outcome> DownloadAsync(params string[] names)
    {
        await RequireInitializedAsync();
        return await RunAsync(DownloadArguments(names));
    }

    /// <summary>The command line of a download.</summary>
    public string[] DownloadArguments(params string[] names) =>
    [
        "--metadata-url", $"{_server.Address}metadata/", "--metadata-dir", MetadataFolder, .. names.SelectMany(name => (string[])["--target-name", name]),
        "--target-dir", TargetFolder, "--target-base-url", $"{_server.Address}targets/", "download",
    ];

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private static long VersionIn(string file) => (long)JsonNode.Parse(File.ReadAllBytes(file))!["signed"]!["version"]!;

    private async Task RequireInitializedAsync()
    {
        if (!_isInitialized)
        {
            Assert.Equal(Outcome.Done, await InitAsync(_repository.InitialRoot));
        }
    }

    private async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var error = new StringWriter();
        var exitCode = await ConformanceProgram.RunAsync(arguments, Clock, error);
        return new Outcome(exitCode, error.ToString().Split(':')[0]);
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (request.HttpMethod != "GET" || !_repository.Files.TryGetValue(request.RawUrl![1..], out var file))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        response.ContentLength64 = file.Length;
        response.OutputStream.Write(file);
    }
}
