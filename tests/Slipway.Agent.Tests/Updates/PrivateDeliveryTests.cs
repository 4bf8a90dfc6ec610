using System.Text.Json.Nodes;
using Slipway.Agent.Downloads;
using Slipway.Testing;
using Slipway.Testing.Servers;

namespace Slipway.Agent.Tests.Updates;

/// <summary>A device whose repository is in a bucket that not everybody may read.</summary>
public sealed class PrivateDeliveryTests : IDisposable
{
    private const string Payload = ".payload.";

    private readonly TestDevice _device = new();
    private readonly PrivateBucket _bucket;
    private readonly LoopbackServer _gate;

    public PrivateDeliveryTests()
    {
        _bucket = PrivateBucket.Of(_device.Repository.Folder);
        _gate = new LoopbackServer((request, response) =>
        {
            response.StatusCode = 303;
            response.RedirectLocation = _bucket.Sign(request.QueryString["file"]!).AbsoluteUri;
        });
    }

    public void Dispose()
    {
        _gate.Dispose();
        _bucket.Dispose();
        _device.Dispose();
    }

    [Fact]
    public async Task C04_a_device_updates_through_a_server_that_hands_out_links()
    {
        await PublishAsync("1.4.1");
        UseGate();

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task C04_a_link_that_expires_while_a_payload_is_received_is_renewed_and_nothing_is_received_twice()
    {
        await PublishAsync("1.4.1");
        UseGate();
        (_bucket.CutAfter, _bucket.CutName) = (60, Payload);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal([(0, 200), (60, 206)], PayloadAnswers);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task C04_a_device_updates_by_links_of_its_own_and_renews_them_at_the_offset()
    {
        await PublishAsync("1.4.1");
        UseCommand($"""printf '%s\n' "$1" >> {_device.Scratch("asked")}; n=$(cat {_device.Scratch("asked")} | wc -l); echo "$1?X-Signature=secret-$n" """);
        (_bucket.CutAfter, _bucket.CutName) = (60, Payload);

        // The command numbers its links as the bucket does.
        for (var i = 0; i < 30; i++)
        {
            _bucket.Sign("");
        }

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal([(0, 200), (60, 403), (60, 206)], PayloadAnswers);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task N1_a_redirect_to_a_bucket_that_is_not_listed_changes_nothing()
    {
        await PublishAsync("1.4.1");
        UseGate();
        _device.Amend(json => json.Remove("redirect_hosts"));

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4026:", run.Error, StringComparison.Ordinal);
        Assert.Contains("list the host in redirect_hosts", run.Error, StringComparison.Ordinal);
        Assert.Single(_gate.Requests);
        Assert.Empty(_bucket.Answers);
        Assert.Empty(_device.Versions);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task C04_a_check_without_news_asks_the_server_and_the_bucket_once()
    {
        await PublishAsync("1.4.1");
        UseGate();
        Assert.Equal(0, (await _device.RunAsync("update")).ExitCode);
        _gate.Requests.Clear();
        _bucket.Answers.Clear();

        Assert.Equal(0, (await _device.RunAsync("check")).ExitCode);

        Assert.Equal(("/link?file=metadata/timestamp.json", 304), (Assert.Single(_gate.Requests), Assert.Single(_bucket.Answers).Status));
    }

    [Theory]
    [InlineData("exit 3", "ended with 3: expected 0")]
    [InlineData("echo secret", "printed something else: expected one address of http or https")]
    [InlineData("true", "printed something else")]
    [InlineData("echo \"$1\"; echo \"$1?secret\"", "printed something else")]
    [InlineData("echo file:///etc/secret", "printed something else")]
    [InlineData("echo \"${1%%/metadata*}/ü?secret\"", "printed something else")]
    [InlineData("yes secret | head -c 100000", "printed more than 8192 bytes")]
    [InlineData("echo http://example.invalid/?secret", "the link command leads to http://example.invalid")]
    public async Task C04_a_command_that_gives_no_link_is_a_coded_refusal_that_tells_no_secret(string script, string message)
    {
        await PublishAsync("1.4.1");
        UseCommand(script + "; ");

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4025:", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(_bucket.Answers);
        Assert.Empty(_device.Versions);
        AssertNoSecret(run);
    }

    [Fact]
    public async Task C04_a_command_that_does_not_exist_is_a_coded_refusal()
    {
        UseCommand("");
        _device.Amend(json => json["link_command"] = new JsonArray("bin/gone"));
        await PublishAsync("1.4.1");

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("The link command bin/gone ended with 127", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C04_a_command_that_hangs_is_killed_with_its_children()
    {
        var links = new LinkCommand(["/bin/sh", "-c", $"sleep 1000 & echo $! > {_device.Scratch("child")}; wait"], _device.Layout, TimeSpan.FromMilliseconds(300));

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => links.IssueAsync("metadata/timestamp.json", _bucket.Address, CancellationToken.None));

        Assert.Equal(("SLP4025", true), (refusal.Code, refusal.IsTransport));
        Assert.Contains("was not done within 0.3 s", refusal.Message, StringComparison.Ordinal);
        var child = (await File.ReadAllTextAsync(_device.Scratch("child"))).Trim();
        for (var tries = 0; IsRunning(child) && tries < 200; tries++)
        {
            await Task.Delay(20);
        }

        Assert.False(IsRunning(child));
    }

    [Fact]
    public async Task C04_a_command_gets_an_address_and_nothing_of_the_agents_environment()
    {
        UseCommand("");
        var file = _device.Scratch("seen");
        var links = new LinkCommand(["/bin/sh", "-c", $"env > {file}; echo \"$1;$#;`id`\" >> {file}; echo \"$1\"", "sign"], _device.Layout, LinkCommand.Patience);

        var address = new Uri("http://127.0.0.1/a%20b;$(id)'");
        Assert.Equal(address, await links.IssueAsync("metadata/timestamp.json", address, CancellationToken.None));

        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(["PATH", "PWD", "SLIPWAY_BASE_DIR", "SLIPWAY_PATH"], lines[..^1].Select(line => line.Split('=')[0]).Where(name => name is not ("_" or "SHLVL" or "OLDPWD")).Order(StringComparer.Ordinal));
        Assert.StartsWith($"{address.AbsoluteUri};1;", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&token=secret", UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    [InlineData("&token=secret", UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [InlineData("&token=secret", UnixFileMode.UserRead | UnixFileMode.UserWrite, false)]
    [InlineData("", UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    public async Task C04_a_token_that_others_can_read_is_warned_of(string query, UnixFileMode mode, bool isWarned)
    {
        await PublishAsync("1.4.1");
        UseGate(query);
        File.SetUnixFileMode(_device.Layout.Configuration, mode);

        var run = await _device.RunAsync("check");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(isWarned, run.Output.Contains("warning SLP4027:", StringComparison.Ordinal));
        AssertNoSecret(run);
        AssertNoSecret(await _device.RunAsync("explain"));
        AssertNoSecret(await _device.RunAsync("status", "--json"));
    }

    private IEnumerable<(int From, int Status)> PayloadAnswers =>
        _bucket.Answers.Where(answer => answer.Path.Contains(Payload, StringComparison.Ordinal)).Select(answer => (answer.From, answer.Status));

    private async Task PublishAsync(string version) => await _device.Repository.PublishAsync(new ReleaseRecipe(version));

    private void UseGate(string query = "") => _device.Amend(json =>
    {
        json["repositories"] = new JsonArray($"{_gate.Address}link?file={{path}}{query}");
        json["redirect_hosts"] = new JsonArray(_bucket.Address.Authority);
    });

    private void UseCommand(string script) => _device.Amend(json =>
    {
        json["repositories"] = new JsonArray(_bucket.Address.AbsoluteUri);
        json["link_command"] = new JsonArray("/bin/sh", "-c", script, "sign");
    });

    private void AssertNoSecret(AgentRun run)
    {
        Assert.DoesNotContain("secret", run.Output + run.Error, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_device.Layout.State, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("secret", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static bool IsRunning(string process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
}
