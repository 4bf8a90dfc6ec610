using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Cli.Tests;

/// <summary><c>promote --plan</c>, typed as docs/promotion.md has it.</summary>
public sealed class PlanTests(ReleasedProduct product) : IClassFixture<ReleasedProduct>
{
    private const string Promote = "slipway promote 1.4.2 --from beta --to stable";

    private readonly Terminal _terminal = product.Terminal;

    [Fact]
    public async Task A_plan_is_an_answer_and_its_exit_code_says_what_would_become_of_it()
    {
        await File.WriteAllTextAsync(_terminal["fleet.csv"], "id,channel,rid,version\na,stable,linux-x64,1.4.1\n");
        var before = _terminal.Files;

        var notYet = await _terminal.TypeAsync($"{Promote} --fleet fleet.csv --plan");
        var ready = await _terminal.TypeAsync($"{Promote} --emergency --reason fire --plan text");
        var refused = await _terminal.TypeAsync("slipway promote 1.4.2 --from canary --to stable --plan markdown");

        Assert.Equal((3, 0, 1), (notYet.ExitCode, ready.ExitCode, refused.ExitCode));
        Assert.StartsWith("verdict    NOT YET: only time stands against it, until ", notYet.Output, StringComparison.Ordinal);
        Assert.Contains("\ndevices    1 would be offered it, says fleet.csv\n  1.4.1  1  install it\n", notYet.Output, StringComparison.Ordinal);
        Assert.StartsWith("### REFUSED: 2 things stand against it\n", refused.Output, StringComparison.Ordinal);
        Assert.Equal("", notYet.Error + ready.Error + refused.Error);
        Assert.Equal(before, _terminal.Files);
    }

    [Fact]
    public async Task A_plan_in_json_is_one_document_whichever_option_asks_for_it()
    {
        var plan = await _terminal.TypeAsync($"{Promote} --plan json");
        var json = await _terminal.TypeAsync($"{Promote} --plan --json");

        Assert.Equal(("slipway-plan/1", "not_yet"), (plan.Json.GetProperty("format").GetString(), plan.Json.GetProperty("verdict").GetString()));
        Assert.Equal("not_yet", json.Json.GetProperty("verdict").GetString());
        Assert.Equal((3, 3), (plan.ExitCode, json.ExitCode));
    }

    [Theory]
    [InlineData("--emergency", 1, "SLP1035: An emergency skips bake, gates and waves, and it is not said why.")]
    [InlineData("--reason fire", 1, "SLP1035: There is a reason, but no emergency that it would be for.")]
    [InlineData("--plan --fleet nowhere.csv", 1, "SLP1021")]
    [InlineData("--fleet fleet.csv", 1, "SLP1035: --fleet is for a plan, and without --plan the release would be promoted.")]
    [InlineData("--plan false --fleet fleet.csv", 1, "SLP1035: --fleet is for a plan")]
    [InlineData("--plan words", 2, "'words' is no form of a plan: expected text, markdown or json.")]
    [InlineData("--not-before tomorrow", 2, "'tomorrow' is not a time")]
    [InlineData("--fleet ftp://fleet", 2, "expected http:// or https://")]
    public Task What_cannot_be_meant_is_refused(string options, int exitCode, string because) => _terminal.RefusedAsync($"{Promote} {options}", exitCode, because);

    [Fact]
    public async Task Secrets_of_proxies_are_not_told_and_tokens_for_this_machine_do_not_leave_it()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, port: 0);
        proxy.Start();
        var asked = ReadRequestAsync(proxy);
        var policy = await File.ReadAllTextAsync(_terminal["slipway.json"]);
        await File.WriteAllTextAsync(_terminal["gated.json"], policy
            .Replace("\"stable\": { \"from\"", """
                "stable": { "gates": [{ "name": "tasks", "url": "https://gate.example.com/", "conditions": ["ok == true"] }], "from"
                """, StringComparison.Ordinal)
            .Replace("\"channels\"", """
                "fleet": { "url": "http://127.0.0.1:1/", "token": "env:FLEET_TOKEN" }, "channels"
                """, StringComparison.Ordinal));
        _terminal.Environment["HTTPS_PROXY"] = _terminal.Environment["HTTP_PROXY"] = $"http://builder:pa55word@{proxy.LocalEndpoint}";
        _terminal.Environment["FLEET_TOKEN"] = "t0ken";
        try
        {
            var answer = await _terminal.TypeAsync($"{Promote} --config gated.json --plan json");

            Assert.StartsWith("CONNECT gate.example.com:443", await asked, StringComparison.Ordinal);
            Assert.Contains("https://gate.example.com did not answer: the proxy answered 407", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("pa55word", answer.Output + answer.Error, StringComparison.Ordinal);
            Assert.False(proxy.Pending(), "This machine was to be asked by way of another.");
        }
        finally
        {
            _terminal.Environment.Remove("HTTPS_PROXY");
            _terminal.Environment.Remove("HTTP_PROXY");
            _terminal.Environment.Remove("FLEET_TOKEN");
            File.Delete(_terminal["gated.json"]);
        }
    }

    [Fact]
    public async Task A_fleet_that_a_variable_names_stands_in_no_promotions_way()
    {
        _terminal.Environment["SLIPWAY_FLEET"] = "nowhere.csv";
        try
        {
            await _terminal.DoneAsync("slipway promote 1.4.2 --from canary --to beta");
        }
        finally
        {
            _terminal.Environment.Remove("SLIPWAY_FLEET");
        }
    }

    [Fact]
    public async Task A_time_can_be_pasted_from_a_message()
    {
        var plan = await _terminal.RunAsync("promote", "1.4.2", "--from", "beta", "--to", "stable", "--not-before", "2030-01-02 03:04:05Z", "--plan", "json");

        Assert.Equal(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).ToUnixTimeSeconds(), plan.Json.GetProperty("rollout").GetProperty("then").GetProperty("not_before").GetInt64());
    }

    [Fact]
    public async Task A_variable_asks_for_a_plan_too()
    {
        _terminal.Environment["SLIPWAY_PLAN"] = "text";
        try
        {
            var answer = await _terminal.TypeAsync("slipway promote 1.4.2 --from canary --to beta");

            Assert.StartsWith("verdict    nothing would change\n", answer.Output, StringComparison.Ordinal);
        }
        finally
        {
            _terminal.Environment.Remove("SLIPWAY_PLAN");
        }
    }

    /// <summary>What a proxy is asked for first; it wants to know by whom.</summary>
    private static async Task<string> ReadRequestAsync(TcpListener proxy)
    {
        using var client = await proxy.AcceptSocketAsync();
        var request = new byte[4096];
        var length = await client.ReceiveAsync(request);
        await client.SendAsync("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return Encoding.ASCII.GetString(request.AsSpan(0, length));
    }
}
