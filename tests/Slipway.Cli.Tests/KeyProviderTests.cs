using System.Text.Json;
using Slipway.Testing.Servers;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Cli.Tests;

/// <summary>Keys that are not in this process, as people name them: from the first root to what a device is offered.</summary>
public sealed class KeyProviderTests : IDisposable
{
    private const string Secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    private readonly Terminal _terminal = new();
    private readonly KmsFake _kms = new();

    public KeyProviderTests()
    {
        _terminal.Environment["AWS_ENDPOINT_URL_KMS"] = _kms.Address.AbsoluteUri;
        _terminal.Environment["AWS_REGION"] = "eu-central-1";
        _terminal.Environment["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
        _terminal.Environment["AWS_SECRET_ACCESS_KEY"] = Secret;
        _terminal.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        Directory.CreateDirectory(_terminal["app"]);

        // Enough files for a manifest that KMS would sign with no Ed25519 key.
        foreach (var file in Enumerable.Range(0, 100))
        {
            File.WriteAllText(_terminal[$"app/file-{file}.txt"], $"{file}");
        }
    }

    public void Dispose()
    {
        _kms.Dispose();
        _terminal.Dispose();
    }

    [Fact]
    public async Task B06_a_repository_whose_keys_are_all_in_KMS_is_verified_by_devices()
    {
        string[] roles = ["root", "targets", "releases", "canary", "beta", "stable", "rollout", "snapshot", "timestamp"];
        roles.ToList().ForEach(role => _kms.AddP256($"alias/{role}"));

        await DoneAsync(["init", "--product", "edge-agent", "--org", "acme", "--store", $"file://{_terminal["releases"]}", .. roles.SelectMany(role => new[] { "--role-key", $"{role}=kms:alias/{role}" })]);
        await DoneAsync("bundle", "app", "--version", "1.4.2", "--rid", "linux-x64", "--output", "dist", "--key", "kms:alias/releases");
        var published = await DoneAsync("publish", "dist", "--channel", "canary", "--json", "--audit", "audit.jsonl");
        await DoneAsync("verify", "dist");

        Assert.Empty(Directory.EnumerateFiles(_terminal["keys"], "*.pem"));
        Assert.NotNull(await OfferAsync());
        var signatures = published.Json.GetProperty("signatures").EnumerateArray().ToArray();
        Assert.Equal(["canary", "releases", "rollout", "snapshot", "timestamp"], signatures.Select(signature => signature.GetProperty("role").GetString()).Order(StringComparer.Ordinal));
        Assert.All(signatures, signature => Assert.Equal("kms", signature.GetProperty("provider").GetString()));
        Assert.Equal(signatures.Select(Digest), (await File.ReadAllLinesAsync(_terminal["audit.jsonl"])).Select(line => Digest(JsonDocument.Parse(line).RootElement)));
    }

    [Fact]
    public async Task B06_tuf_js_reads_metadata_that_KMS_signed()
    {
        Assert.SkipWhen(TufJs.Obstacle is not null, TufJs.Obstacle ?? "");
        _kms.AddP256("alias/all");
        await DoneAsync(["init", "--product", "edge-agent", "--org", "acme", "--store", $"file://{_terminal["releases"]}", "--role-key", "root=kms:alias/all", "--role-key", "timestamp=kms:alias/all", "--role-key", "releases=kms:alias/all", "--role-key", "canary=kms:alias/all"]);
        await DoneAsync("bundle", "app", "--version", "1.4.2", "--rid", "linux-x64", "--output", "dist", "--key", "kms:alias/all");
        await DoneAsync("publish", "dist", "--channel", "canary");
        var root = _terminal["releases/acme/edge-agent"];
        using var server = new LoopbackServer((request, response) =>
        {
            var file = root + request.Url!.AbsolutePath;
            response.StatusCode = File.Exists(file) ? 200 : 404;
            response.OutputStream.Write(File.Exists(file) ? File.ReadAllBytes(file) : []);
        });

        var client = await TufJs.CreateAsync(_terminal["client"], _terminal["trust_anchor.json"]);
        var (_, files) = await client.FetchAsync(server.Address, "canary/linux-x64.json");

        Assert.NotNull(files["canary/linux-x64.json"]);
    }

    [Fact]
    public async Task A04_a_role_goes_from_a_file_to_KMS_and_on_to_a_program()
    {
        _kms.AddP256("alias/stable");
        await DoneAsync("init", "--product", "edge-agent", "--org", "acme", "--store", $"file://{_terminal["releases"]}");
        await DoneAsync("keys", "generate", "hsm");
        Script("sign", "cat > input && openssl pkeyutl -sign -rawin -inkey keys/hsm.pem -in input");

        await DoneAsync("keys", "rotate", "stable", "--key", "kms:alias/stable");
        await DoneAsync("keys", "announce", "releases", "exec:keys/hsm.pub.pem ./sign");
        await DoneAsync("keys", "rotate", "releases", "--key", "exec:keys/hsm.pub.pem ./sign");
        await DoneAsync("bundle", "app", "--version", "1.4.2", "--rid", "linux-x64", "--output", "dist", "--key", "exec:keys/hsm.pub.pem ./sign");
        var published = await DoneAsync("publish", "dist", "--channel", "canary", "--audit", "-");

        var policy = await File.ReadAllTextAsync(_terminal["slipway.json"]);
        Assert.Contains("\"exec:keys/hsm.pub.pem ./sign\"", policy, StringComparison.Ordinal);
        Assert.Contains("\"kms:alias/stable\"", policy, StringComparison.Ordinal);
        Assert.Contains("slipway: signed metadata releases ", published.Error, StringComparison.Ordinal);
        Assert.Contains(" (exec)", published.Error, StringComparison.Ordinal);
        Assert.NotNull(await OfferAsync());
    }

    [Fact]
    public async Task A11_two_references_to_one_key_count_once()
    {
        _kms.AddP256("alias/stable");
        await DoneAsync("init", "--product", "edge-agent", "--org", "acme", "--store", $"file://{_terminal["releases"]}", "--role-key", "stable=kms:alias/stable");
        var shown = await DoneAsync("keys", "show", "kms:alias/stable", "--json");
        await File.WriteAllTextAsync(_terminal["keys/again.pub.pem"], shown.Json.GetProperty("public").GetString());
        Script("sign", "exit 1");

        var again = await _terminal.RunAsync("keys", "add", "stable", "exec:keys/again.pub.pem ./sign", "--threshold", "2");

        Assert.Equal(1, again.ExitCode);
        Assert.Contains("SLP1050", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_it_is_said_where_they_are_looked_for()
    {
        _terminal.Environment["AWS_ACCESS_KEY_ID"] = _terminal.Environment["AWS_SECRET_ACCESS_KEY"] = null;
        _terminal.Environment["HOME"] = _terminal["nobody"];

        var refused = await _terminal.RunAsync("keys", "show", "kms:alias/stable");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("SLP1049", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_busy_asks_for_another_try_and_an_audit_that_cannot_be_written_stops()
    {
        _kms.AddP256("alias/builder");
        Directory.CreateDirectory(_terminal["audit"]);
        var unwritten = await _terminal.RunAsync("sign", "--bundle-dir", "app", "--product", "edge-agent", "--private-key", "kms:alias/builder", "--audit", "nowhere/audit.jsonl");
        _kms.Failure = (400, "ThrottlingException");
        var busy = await _terminal.RunAsync("sign", "--bundle-dir", "app", "--product", "edge-agent", "--private-key", "kms:alias/builder");

        Assert.Equal((1, 3), (unwritten.ExitCode, busy.ExitCode));
        Assert.Contains("SLP1058", unwritten.Error, StringComparison.Ordinal);
        Assert.Contains("SLP1056", busy.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_terminal["app/manifest.json"]));
    }

    private static string? Digest(JsonElement signature) => signature.GetProperty("sha256").GetString();

    private async Task<Answer> DoneAsync(params string[] arguments)
    {
        var answer = await _terminal.RunAsync(arguments);
        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.DoesNotContain(Secret, answer.Output + answer.Error, StringComparison.Ordinal);
        return answer;
    }

    private async Task<byte[]?> OfferAsync()
    {
        using var mirrors = new RepositoryMirrors(new FolderSource(_terminal["releases/acme/edge-agent"]));
        var client = await TufClient.StartAsync(await File.ReadAllBytesAsync(_terminal["trust_anchor.json"]), new LocalMetadataInMemory(), mirrors, DateTimeOffset.UtcNow, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        return await client.FindTargetAsync("canary/linux-x64.json", CancellationToken.None) is { } offer ? await client.ReadTargetAsync(offer, 100_000, CancellationToken.None) : null;
    }

    private void Script(string name, string body)
    {
        File.WriteAllText(_terminal[name], $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_terminal[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
