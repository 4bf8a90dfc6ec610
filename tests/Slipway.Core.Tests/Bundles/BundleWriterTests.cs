using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;
using Slipway.Bundles.Archives;

namespace Slipway.Core.Tests.Bundles;

public sealed class BundleWriterTests
{
    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("bin/check")]
    public async Task A_hook_that_no_device_would_run_is_refused_before_anything_is_packed(string program)
    {
        using var sample = new SampleBundle();
        var json = new JsonObject { ["pre_swap"] = new JsonObject { ["command"] = new JsonArray(program), ["timeout_s"] = 9L } };
        var description = SampleBundle.Description with { Hooks = ReleaseHooks.FromJson(new JsonFields(json)) };

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => BundleWriter.WriteSignedAsync(sample.Request() with { Description = description }, sample.Key, sample.Output, null, CancellationToken.None));
        var inPlace = await Assert.ThrowsAsync<InputException>(
            () => BundleSigner.SignTreeAsync(sample.Payload, sample.InPayload("manifest.json"), description, sample.Key, CancellationToken.None));

        Assert.Equal(("SLP1038", "SLP1038"), (refusal.Code, inPlace.Code));
        Assert.StartsWith($"hooks.pre_swap runs '{program}'", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(sample.Output));
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task A02_A03_A10_B02_what_is_packed_is_verified_and_unpacked_the_same(PayloadCompression compression)
    {
        using var sample = new SampleBundle();

        var written = await sample.PackAsync(compression);
        var verified = await sample.VerifyAsync();
        var tree = await sample.InstallAsync(verified.Manifest);

        Assert.Equal(written.Digest, verified.Digest);
        Assert.Equal(["manifest.json", BundleFolder.PayloadName(compression), "signature.sig"], Names(sample.Output));
        Assert.Equal(64, new FileInfo(sample.InBundle("signature.sig")).Length);
        Command.Run(sample.Folder, "rm", Path.Combine(tree, "manifest.json"), Path.Combine(tree, "signature.sig"));
        File.Delete(sample.InPayload("current-lib"));
        Directory.CreateSymbolicLink(sample.InPayload("current-lib"), "lib");
        Command.Run(sample.Folder, "diff", "-r", "--no-dereference", sample.Payload, tree);
        Assert.Equal("755 644 755\n", Shell.Run(sample.Folder, "cd tree; stat -c %a edge-agent empty lib | paste -sd ' '"));
    }

    [Fact]
    public async Task A02_a_manifest_with_control_characters_is_json_and_verifies()
    {
        using var sample = new SampleBundle();
        var json = new JsonObject { ["pre_swap"] = new JsonObject { ["command"] = new JsonArray("edge-agent", "one\n\ttwo\u0001\"\\"), ["timeout_s"] = 9L } };
        var hooks = ReleaseHooks.FromJson(new JsonFields(json));
        var request = sample.Request() with { Description = SampleBundle.Description with { Hooks = hooks } };

        await BundleWriter.WriteSignedAsync(request, sample.Key, sample.Output, progress: null, CancellationToken.None);
        var verified = await sample.VerifyAsync();

        Assert.Equal("one\n\ttwo\u0001\"\\", verified.Manifest.Hooks!.Find(HookKind.PreSwap)!.Command[1]);
        Assert.Equal("one\n\ttwo\u0001\"\\", JsonNode.Parse(await File.ReadAllBytesAsync(sample.InBundle("manifest.json")))!["manifest"]!["hooks"]!["pre_swap"]!["command"]![1]!.GetValue<string>());
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task B08_D11_the_same_files_in_another_folder_give_the_same_bytes(PayloadCompression compression)
    {
        using var first = new SampleBundle();
        using var second = new SampleBundle();
        File.SetLastWriteTimeUtc(second.InPayload("empty"), DateTime.UnixEpoch);
        Command.Run(second.Folder, "chmod", "600", second.InPayload("appsettings.json"));

        await first.PackAsync(compression);
        await second.PackAsync(compression);

        Assert.Equal(Contents(first), Contents(second));
    }

    [Theory]
    [InlineData("empty", "x")]
    [InlineData("appsettings.json", "[]\n")]
    public async Task D11_one_changed_byte_gives_another_digest(string path, string text)
    {
        using var first = new SampleBundle();
        using var second = new SampleBundle();
        second.Write(path, text);

        var one = await first.PackAsync();
        var other = await second.PackAsync();

        Assert.NotEqual(one.Digest, other.Digest);
        Assert.NotEqual(one.Manifest.PayloadDigest, other.Manifest.PayloadDigest);
    }

    [Fact]
    public async Task D11_the_number_of_processors_does_not_change_a_byte()
    {
        using var folder = new TemporaryFolder();
        var random = new byte[12_000_000];
        new Random(1).NextBytes(random.AsSpan(0, 5_000_000));
        await File.WriteAllBytesAsync(folder["big"], random);
        var source = PayloadSource.FromFolder(folder.Path);

        var digests = new List<Sha256Digest>();
        foreach (var workers in new[] { 0, 1, 2, 5 })
        {
            var settings = new PayloadSettings(PayloadCompression.Zstd, Level: 3, workers);
            var (payload, _) = await PayloadPacker.PackAsync(source, Stream.Null, settings, null, CancellationToken.None);
            digests.Add(payload.Digest);
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task A_bundle_that_is_signed_later_has_the_same_bytes()
    {
        using var sample = new SampleBundle();
        await sample.PackAsync();
        var atOnce = Contents(sample);

        await BundleWriter.WriteAsync(sample.Request(), sample.Output, null, CancellationToken.None);
        var unsigned = await Assert.ThrowsAsync<TrustException>(sample.VerifyAsync);
        await BundleSigner.SignAsync(sample.Output, sample.Key, CancellationToken.None);
        await BundleSigner.SignAsync(sample.Output, sample.Key, CancellationToken.None);

        Assert.Equal(TrustFailure.BadSignature, unsigned.Failure);
        Assert.Equal(atOnce, Contents(sample));
    }

    [Fact]
    public async Task A_payload_that_is_not_the_manifests_is_not_signed()
    {
        using var sample = new SampleBundle();
        await BundleWriter.WriteAsync(sample.Request(), sample.Output, null, CancellationToken.None);
        var payload = await File.ReadAllBytesAsync(sample.InBundle("payload.tar.zst"));
        payload[^1] ^= 1;
        await File.WriteAllBytesAsync(sample.InBundle("payload.tar.zst"), payload);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => BundleSigner.SignAsync(sample.Output, sample.Key, CancellationToken.None));

        Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure);
        Assert.False(File.Exists(sample.InBundle("signature.sig")));
    }

    [Fact]
    public async Task Files_from_anywhere_get_the_paths_that_they_are_given()
    {
        using var sample = new SampleBundle();
        var files = PayloadSource.FromFiles(
        [
            new PayloadFile("bin/run.py", sample.InPayload("appsettings.json"), IsExecutable: true),
            new PayloadFile("a", sample.InPayload("lib/latest.bin")),
            new PayloadFile("b", sample.InPayload("edge-agent")),
        ]);

        var bundle = await BundleWriter.WriteSignedAsync(sample.Request() with { Payload = files }, sample.Key, sample.Output, null, CancellationToken.None);

        Assert.Equal(["a", "b", "bin/run.py"], bundle.Manifest.Files.Keys);
        Assert.Equal(["b", "bin/run.py"], bundle.Manifest.Executables.Order());
        Assert.Equal(700_001, bundle.Manifest.UnpackedSize - new FileInfo(sample.InPayload("edge-agent")).Length - 3);
    }

    [Fact]
    public async Task Progress_ends_at_the_total()
    {
        using var sample = new SampleBundle();
        var reports = new List<OperationProgress>();

        await BundleWriter.WriteAsync(sample.Request(), sample.Output, new Recorder(reports), CancellationToken.None);

        Assert.Equal(("packing", sample.Request().Payload.UnpackedSize), (reports[^1].Activity, reports[^1].DoneBytes));
    }

    [Fact]
    public async Task A_level_out_of_range_is_refused()
    {
        using var sample = new SampleBundle();

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => BundleWriter.WriteAsync(sample.Request() with { Level = 20 }, sample.Output, null, CancellationToken.None));

        Assert.Equal(InputFailure.OptionInvalid, refusal.Failure);
        Assert.Equal(["app"], sample.Folder.Names);
    }

    [Theory]
    [InlineData("appsettings.json", "{\"longer\":true}")]
    [InlineData("appsettings.json", "")]
    [InlineData("lib/large.bin", "short")]
    public async Task A_file_that_changes_its_size_is_refused_and_nothing_is_left(string path, string text)
    {
        using var sample = new SampleBundle();
        var request = sample.Request();
        sample.Write(path, text);

        var refusal = await Assert.ThrowsAsync<InputException>(() => BundleWriter.WriteSignedAsync(request, sample.Key, sample.Output, null, CancellationToken.None));

        Assert.Equal(InputFailure.FileChanged, refusal.Failure);
        Assert.Equal(["app"], sample.Folder.Names);
    }

    [Fact]
    public async Task A_vanished_file_is_refused_and_the_previous_bundle_stays()
    {
        using var sample = new SampleBundle();
        var before = await sample.PackAsync();
        var request = sample.Request();
        File.Delete(sample.InPayload("lib/large.bin"));

        var refusal = await Assert.ThrowsAsync<InputException>(() => BundleWriter.WriteSignedAsync(request, sample.Key, sample.Output, null, CancellationToken.None));

        Assert.Equal(InputFailure.FileChanged, refusal.Failure);
        Assert.Equal(["app", "bundle"], sample.Folder.Names);
        Assert.Equal(before.Digest, (await sample.VerifyAsync()).Digest);
    }

    [Fact]
    public async Task A_full_disk_is_refused()
    {
        using var folder = OutputFolder.Prepare(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), null);

        var refusal = await Assert.ThrowsAsync<InputException>(() => folder.WriteAsync("payload.tar.zst", async _ =>
        {
            await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            full.Write(new byte[10]);
            return 0;
        }));

        Assert.Equal(InputFailure.DiskFull, refusal.Failure);
    }

    [Fact]
    public async Task An_output_that_is_no_bundle_is_not_replaced()
    {
        using var sample = new SampleBundle();
        Directory.CreateDirectory(sample.Output);
        await File.WriteAllTextAsync(sample.InBundle("thesis.txt"), "years of work");

        var refusal = await Assert.ThrowsAsync<InputException>(() => sample.PackAsync());

        Assert.Equal(InputFailure.OutputNotReplaceable, refusal.Failure);
        Assert.Equal(["thesis.txt"], Names(sample.Output));
    }

    [Fact]
    public async Task An_output_inside_the_payload_is_refused()
    {
        using var sample = new SampleBundle();

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => BundleWriter.WriteAsync(sample.Request(), sample.InPayload("dist"), null, CancellationToken.None));

        Assert.Equal(InputFailure.OutputNotReplaceable, refusal.Failure);
        Assert.False(Directory.Exists(sample.InPayload("dist")));
    }

    [Fact]
    public async Task A06_A07_a_folder_is_signed_in_place_and_verified()
    {
        using var sample = new SampleBundle();
        File.Delete(sample.InPayload("current-lib"));
        Directory.CreateSymbolicLink(sample.InPayload("current-lib"), "lib");
        var output = sample.InPayload("manifest.json");

        var signed = await BundleSigner.SignTreeAsync(sample.Payload, output, SampleBundle.Description, sample.Key, CancellationToken.None);
        var again = await BundleSigner.SignTreeAsync(sample.Payload, output, SampleBundle.Description, sample.Key, CancellationToken.None);
        var verified = await BundleVerifier.VerifyTreeAsync(sample.Payload, sample.Keys, null, CancellationToken.None);

        Assert.Equal(signed.Digest, again.Digest);
        Assert.Equal(signed.Digest, verified.Digest);
        Assert.Null(verified.Manifest.Payload);
        Assert.Equal("lib", verified.Manifest.Links["current-lib"]);
        Assert.Equal(["manifest", "signature"], JsonNode.Parse(await File.ReadAllTextAsync(output))!.AsObject().Select(member => member.Key));
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private static string Contents(SampleBundle sample) =>
        string.Join('\n', Names(sample.Output).Select(name => $"{name} {Sha256Digest.Of(File.ReadAllBytes(sample.InBundle(name)))}"));

    private sealed class Recorder(List<OperationProgress> reports) : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value) => reports.Add(value);
    }
}
