namespace Slipway.Agent.Tests.Installer;

/// <summary>An installer and a scratch folder that it takes for the root of a device.</summary>
internal sealed class ScratchRoot : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScratchRoot() => Directory.CreateDirectory(Path);

    public string Installer => _folder["install.sh"];

    public string Path => _folder["root"];

    public string Product => System.IO.Path.Combine(Path, "opt", "edge-agent");

    public string Units => System.IO.Path.Combine(Path, "etc/systemd/system");

    public string this[string name] => _folder[name];

    public Task<AgentRun> RunAsync(params string[] arguments) => ProcessRun.RunAsync("/bin/sh", [Installer, "--root", Path, .. arguments]);

    /// <summary>Everything below the root with its content, to see that nothing changed.</summary>
    public IReadOnlyDictionary<string, string> Content() =>
        Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllText);

    public void Dispose() => _folder.Dispose();
}
