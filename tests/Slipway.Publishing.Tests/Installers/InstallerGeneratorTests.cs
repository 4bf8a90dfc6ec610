using Slipway.Channels;
using Slipway.Publishing.Mirroring;
using System.Diagnostics;
using System.Text;
using Slipway.Publishing.Installers;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Tests.Installers;

public sealed class InstallerGeneratorTests
{
    private const string OpenSsl = "/usr/bin/openssl";

    [Fact]
    public async Task The_line_of_the_docs_accepts_the_installer_and_refuses_it_once_a_byte_is_changed()
    {
        Assert.SkipUnless(File.Exists(OpenSsl), "openssl is not installed");
        using var workshop = await ReleaseWorkshop.CreateAsync();

        var installer = await GenerateAsync(workshop);

        Assert.Equal((workshop["install.sh.sig"], workshop["releases.pub.pem"]), (installer.Signature!.File, installer.Signature.PublicKeyFile));
        Assert.Equal(64, new FileInfo(installer.Signature.File).Length);
        Assert.Equal(await File.ReadAllTextAsync(workshop["keys/builder.pub.pem"]), await File.ReadAllTextAsync(workshop["releases.pub.pem"]));
        Assert.True(await IsAcceptedAsync(workshop));

        var bytes = await File.ReadAllBytesAsync(installer.File);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(installer.File, bytes);
        Assert.False(await IsAcceptedAsync(workshop));
    }

    [Fact]
    public async Task Without_the_builders_key_it_says_so_and_removes_a_signature_that_fits_no_more()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        await GenerateAsync(workshop);
        File.Move(workshop["keys/builder.pem"], workshop["builder-elsewhere.pem"]);
        var warnings = new List<string>();

        var installer = await GenerateAsync(workshop, warn: warnings.Add);

        Assert.Null(installer.Signature);
        Assert.False(File.Exists(workshop["install.sh.sig"]));
        Assert.Single(warnings, "the installer is not signed: no key of the role 'releases' is here");
    }

    [Theory]
    [InlineData("https://gate.example.com/link?file=releases/{path}", "644")]
    [InlineData("https://releases.example.com/{path}?token=t", "600")]
    public async Task C04_devices_are_told_how_a_private_bucket_is_read(string url, string mode)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"channels\": {", $"\"device_urls\": [\"{url}\"], \"redirect_hosts\": [\"bucket.example.com:8443\"], \"link_command\": [\"bin/link\", \"--quick\"], \"channels\": {{");

        await GenerateAsync(workshop);

        var script = await File.ReadAllTextAsync(workshop["install.sh"]);
        Assert.Contains($"\"repositories\":[\"{url.Replace("{path}", "acme/edge-agent/{path}", StringComparison.Ordinal)}\"]", script, StringComparison.Ordinal);
        Assert.Contains("\"redirect_hosts\":[\"bucket.example.com:8443\"],\"link_command\":[\"bin/link\",\"--quick\"]", script, StringComparison.Ordinal);
        Assert.Contains($"put \"$target/device.json\" {mode}\n", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"bin/link\", \"a\\u0000b\"]")]
    public async Task C04_a_link_command_that_devices_would_refuse_gets_into_no_installer(string command)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"channels\": {", $"\"link_command\": {command}, \"channels\": {{");

        var refusal = await Assert.ThrowsAsync<InputException>(() => GenerateAsync(workshop));

        Assert.Equal(InputFailure.PolicyInvalid, refusal.Failure);
        Assert.Contains("link_command is not a command: expected a program and its arguments", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C04_devices_that_cannot_read_the_store_have_to_be_told_another_address()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var repository = new ReleaseRepository(workshop.Policy with { Store = new Uri("s3://bucket/releases"), S3 = new S3Settings(new Uri("http://127.0.0.1:1/"), "us-east-1", PathStyle: true) }, workshop.Clock);

        var refusal = await Assert.ThrowsAsync<InputException>(() => GenerateAsync(workshop, repository: repository));

        Assert.Equal("SLP1081", refusal.Code);
        Assert.Contains("device_urls", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_signature_is_required_there_is_no_installer_without_the_key()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        File.Delete(workshop["keys/builder.pem"]);

        var refusal = await Assert.ThrowsAsync<InputException>(() => GenerateAsync(workshop, InstallerSigning.Required));

        Assert.Equal(InputFailure.KeyNotFound, refusal.Failure);
        Assert.False(File.Exists(workshop["install.sh"]));
    }

    [Fact]
    public async Task Never_signs_nothing()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        Assert.Null((await GenerateAsync(workshop, InstallerSigning.Never)).Signature);
        Assert.False(File.Exists(workshop["install.sh.sig"]));
    }

    [Theory]
    [InlineData("linux-x64", 62, true)]
    [InlineData("linux-musl-x64", 62, true)]
    [InlineData("linux-arm64", 183, true)]
    [InlineData("linux-arm", 40, true)]
    [InlineData("linux-arm64", 62, false)]
    [InlineData("linux-x64", 183, false)]
    [InlineData("linux-arm", 183, false)]
    public async Task An_agent_for_other_machines_is_refused(string runtime, byte machine, bool fits)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        byte[] header = [0x7f, .. "ELF"u8, .. new byte[14], machine, 0, .. new byte[44]];

        var making = GenerateAsync(workshop, runtime: runtime, agent: header);

        if (fits)
        {
            Assert.Equal(runtime, (await making).Runtime.ToString());
        }
        else
        {
            Assert.Equal(InputFailure.AgentMismatch, (await Assert.ThrowsAsync<InputException>(() => making)).Failure);
            Assert.False(File.Exists(workshop["install.sh"]));
        }
    }

    [Fact]
    public async Task A_missing_agent_is_named_as_the_package_that_brings_it()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var request = new InstallerRequest(ReleaseWorkshop.Canary, Bundles.RuntimeId.Parse("linux-riscv64"), workshop["install.sh"]) { Executable = "run" };

        var refusal = await Assert.ThrowsAsync<InputException>(() => new InstallerGenerator(workshop.Repository).GenerateAsync(request, CancellationToken.None));

        Assert.Equal(InputFailure.AgentMissing, refusal.Failure);
        Assert.Contains("<PackageReference Include=\"Slipway.Agent.linux-riscv64\" Version=\"0.1.0\" PrivateAssets=\"all\" />", refusal.Hint, StringComparison.Ordinal);
        Assert.Contains("dotnet add package Slipway.Agent.linux-riscv64 --version 0.1.0", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_is_the_end_of_the_file_and_counted()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        await ExportAsync(workshop, ReleaseWorkshop.Canary);
        var pack = await File.ReadAllBytesAsync(workshop["channel.pack"]);

        var installer = await GenerateAsync(workshop, pack: workshop["channel.pack"]);

        var bytes = await File.ReadAllBytesAsync(installer.File);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.Equal(pack, bytes[^pack.Length..]);
        Assert.Contains($"\nPACK_SIZE='{pack.Length}'\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nPACK_SHA256='{Sha256Digest.Of(pack)}'\n", text, StringComparison.Ordinal);
        Assert.Contains("\nLOADER='/lib64/ld-linux-x86-64.so.2'\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("@[A-Z_0-9]+@", text[..text.IndexOf("main \"$@\"; exit $?", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task A_pack_that_no_device_would_take_is_refused_before_the_installer_is_made()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        using var other = await ReleaseWorkshop.CreateAsync();
        await File.WriteAllTextAsync(workshop["none.pack"], "no pack");
        await ExportAsync(other, ReleaseWorkshop.Canary);
        await ExportAsync(workshop, ReleaseWorkshop.Canary);

        Assert.Equal(TrustFailure.Archive, (await Assert.ThrowsAsync<TrustException>(() => GenerateAsync(workshop, pack: workshop["none.pack"]))).Failure);
        Assert.Equal(TrustFailure.ThresholdNotMet, (await Assert.ThrowsAsync<TrustException>(() => GenerateAsync(workshop, pack: other["channel.pack"]))).Failure);
        Assert.Equal(InputFailure.InstallerIncomplete, (await Assert.ThrowsAsync<InputException>(() => GenerateAsync(workshop, runtime: "linux-arm64", pack: workshop["channel.pack"]))).Failure);
        await workshop.PromoteAsync("1.4.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await ExportAsync(workshop, ReleaseWorkshop.Beta);
        Assert.Equal(InputFailure.InstallerIncomplete, (await Assert.ThrowsAsync<InputException>(() => GenerateAsync(workshop, pack: workshop["channel.pack"]))).Failure);
        Assert.False(File.Exists(workshop["install.sh"]));
    }

    private static async Task ExportAsync(ReleaseWorkshop workshop, ChannelName channel)
    {
        if (channel == ReleaseWorkshop.Canary)
        {
            await workshop.PublishAsync("1.4.0");
        }

        using var origin = await CopyOrigin.OfStoreAsync(workshop.Repository, CancellationToken.None);
        await PackExporter.WriteAsync(origin, new CopySelection([channel], []), workshop["channel.pack"], progress: null, CancellationToken.None);
    }

    private static async Task<Installer> GenerateAsync(
        ReleaseWorkshop workshop, InstallerSigning signing = InstallerSigning.Auto, string runtime = "linux-x64", byte[]? agent = null, string? pack = null, Action<string>? warn = null, ReleaseRepository? repository = null)
    {
        await File.WriteAllBytesAsync(workshop["agent"], agent ?? "#!/bin/sh\n"u8.ToArray());
        var request = new InstallerRequest(ReleaseWorkshop.Canary, Bundles.RuntimeId.Parse(runtime), workshop["install.sh"])
        {
            AgentFile = workshop["agent"],
            Executable = "run",
            PackFile = pack,
            Signing = signing,
        };
        repository ??= new ReleaseRepository(workshop.Policy, workshop.Clock) { Warn = warn };
        return await new InstallerGenerator(repository).GenerateAsync(request, CancellationToken.None);
    }

    private static async Task<bool> IsAcceptedAsync(ReleaseWorkshop workshop)
    {
        const string Line = "pkeyutl -verify -pubin -inkey releases.pub.pem -rawin -in install.sh -sigfile install.sh.sig";
        using var openssl = Process.Start(new ProcessStartInfo(OpenSsl, Line) { WorkingDirectory = workshop.Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await openssl.WaitForExitAsync();
        return openssl.ExitCode == 0;
    }
}
