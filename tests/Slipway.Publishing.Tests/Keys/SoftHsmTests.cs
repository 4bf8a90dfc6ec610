using System.Runtime.Versioning;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Tests.Keys;

/// <summary>The recipe of docs/keys.md with a real PKCS#11 token: what it signs is published, and a device's client verifies it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SoftHsmTests : IDisposable
{
    private static readonly string Module = new[] { "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so" }.FirstOrDefault(File.Exists) ?? "";

    private readonly ReleaseWorkshop _workshop = ReleaseWorkshop.CreateEmpty();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task B06_a_PKCS11_token_signs_releases_and_timestamps_and_a_client_verifies_them()
    {
        Assert.SkipWhen(Module.Length == 0 || !IsInPath("softhsm2-util") || !IsInPath("pkcs11-tool"), "softhsm2 and opensc are not installed");
        MakeToken();
        var builder = MakeKey("builder", "01", "EC:prime256v1", "openssl dgst -sha256 -binary | $TOOL --sign --mechanism ECDSA --signature-format openssl");
        var clock = MakeKey("clock", "02", "EC:edwards25519", "$TOOL --sign --mechanism EDDSA");
        var audit = new SigningAudit(_workshop.Clock, _workshop["audit.jsonl"]);

        var request = _workshop.Request("releases");
        request = request with { Keys = request.Keys.Add("releases", [KeyReference.Parse(builder)]).Add("timestamp", [KeyReference.Parse(clock)]) };
        await new RepositoryInitializer(_workshop.Clock) { Audit = audit }.InitializeAsync(request, CancellationToken.None);
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", key: builder));

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        var offer = await state.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None);
        Assert.Equal("1.4.2", offer!.Release.Version.ToString());
        Assert.IsType<EcdsaPublicKey>(Assert.Single(state.KeysOf("releases").Keys));
        Assert.IsType<Ed25519PublicKey>(Assert.Single(state.KeysOf("timestamp").Keys));
        Assert.Contains(audit.Entries, entry => entry is { Provider: "exec", Purpose.Role: "timestamp" });
        Assert.Equal(audit.Entries.Length, (await File.ReadAllLinesAsync(_workshop["audit.jsonl"])).Length);
        Assert.False(File.Exists(_workshop["keys/builder.pem"]));
    }

    private static bool IsInPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private void MakeToken()
    {
        Directory.CreateDirectory(_workshop["tokens"]);
        File.WriteAllText(_workshop["softhsm2.conf"], $"directories.tokendir = {_workshop["tokens"]}\n");
        Run("softhsm2-util --init-token --free --label slipway --so-pin 12345678 --pin 4711");
    }

    /// <summary>A key in the token, its public half beside where its private one would be, and the script that signs with it.</summary>
    private string MakeKey(string name, string id, string type, string sign)
    {
        Directory.CreateDirectory(_workshop["keys"]);
        var tool = $"pkcs11-tool --module {Module} --token-label slipway --login --pin 4711 --label {name} --id {id}";
        Run($"{tool} --keypairgen --key-type {type}");
        Run($"{tool} --read-object --type pubkey --output-file public && openssl pkey -pubin -in public -out keys/{name}.pub.pem");
        var script = _workshop[$"sign-{name}"];
        File.WriteAllText(script, $"#!/bin/sh\nset -e\nexport SOFTHSM2_CONF={_workshop["softhsm2.conf"]}\nTOOL='{tool}'\n{sign}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"exec:keys/{name}.pub.pem ./sign-{name}";
    }

    private void Run(string command) =>
        Command.Run(_workshop.Root, "sh", "-c", $"export SOFTHSM2_CONF={_workshop["softhsm2.conf"]}; {command}");
}
