using System.Net;
using System.Text;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Fleets;

public sealed class FleetReaderTests : IDisposable
{
    private readonly ReleaseWorkshop _workshop = ReleaseWorkshop.CreateEmpty();
    private string _policy = "";
    private readonly List<string?> _tokens = [];
    private readonly LoopbackServer _service;
    private int _status = 200;
    private Action<HttpListenerResponse> _answer = response => response.OutputStream.Write(Encoding.UTF8.GetBytes("""[{"version":"1.4.1","count":12}]"""));

    public FleetReaderTests()
    {
        _service = new LoopbackServer((request, response) =>
        {
            _tokens.Add(request.Headers["Authorization"]);
            response.StatusCode = _status;
            response.RedirectLocation = _status == 302 ? "http://127.0.0.1:1/" : null;
            _answer(response);
        });
    }

    [Fact]
    public async Task B20_the_service_of_slipway_json_is_asked_with_its_token()
    {
        var answer = await ReadAsync(given: null, $"{_service.Address}robots/versions?channel={{channel}}&product={{product}}");

        Assert.Equal(12, Assert.Single(answer.Fleet!.Entries).Count);
        Assert.Equal("/robots/versions?channel=stable&product=edge-agent", Assert.Single(_service.Requests));
        Assert.Equal("Bearer secret", Assert.Single(_tokens));
        Assert.DoesNotContain("?", answer.Fleet.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_goes_to_no_other_server_and_never_over_the_wire_in_the_open()
    {
        var elsewhere = await ReadAsync(FleetAddress.Parse(_service.Address.AbsoluteUri), "https://fleet.example.com/");
        var open = await ReadAsync(given: null, "http://fleet.example.com/");

        Assert.NotNull(elsewhere.Fleet);
        Assert.Null(Assert.Single(_tokens));
        Assert.Equal("http://fleet.example.com/: its token is sent over https only", open.Problem);
    }

    [Theory]
    [InlineData(503, "answered 503")]
    [InlineData(302, "answered 302")]
    public async Task A_service_that_does_not_answer_is_no_refusal(int status, string problem)
    {
        _status = status;

        var answer = await ReadAsync(given: null, _service.Address.AbsoluteUri);

        Assert.Null(answer.Fleet);
        Assert.Equal($"{_service.Address} {problem}", answer.Problem);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task A_missing_token_is_said_and_nobody_is_asked()
    {
        var answer = await ReadAsync(given: null, _service.Address.AbsoluteUri, token: null);

        Assert.Contains("the token file:token is not there", answer.Problem, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task A_file_that_is_no_list_is_refused_and_one_that_is_not_there_too()
    {
        await File.WriteAllTextAsync(_workshop["fleet.csv"], "nonsense");

        var malformed = await Assert.ThrowsAsync<InputException>(() => ReadAsync(FleetAddress.Parse("fleet.csv"), null));
        var missing = await Assert.ThrowsAsync<InputException>(() => ReadAsync(FleetAddress.Parse("none.csv"), null));

        Assert.Equal(("SLP1035", "SLP1021"), (malformed.Code, missing.Code));
    }

    [Fact]
    public async Task A_folder_is_no_list_and_that_is_what_is_said()
    {
        Directory.CreateDirectory(_workshop["devices"]);

        var refusal = await Assert.ThrowsAsync<InputException>(() => ReadAsync(FleetAddress.Parse("devices"), null));

        Assert.Equal(("SLP1035", $"{_workshop["devices"]} is a folder: expected a file that lists the devices, or the address of a fleet service."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A_file_of_ten_gigabytes_is_refused_with_its_code()
    {
        await using (var file = File.Create(_workshop["fleet.csv"]))
        {
            file.SetLength(10L << 30);
        }

        var refusal = await Assert.ThrowsAsync<InputException>(() => ReadAsync(FleetAddress.Parse("fleet.csv"), null));

        Assert.Equal("SLP1035", refusal.Code);
        Assert.Contains("longer than 32 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_answers_without_an_end_is_not_listened_to_for_ever()
    {
        _answer = response =>
        {
            var blanks = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
            for (var i = 0; i < 40; i++)
            {
                response.OutputStream.Write(blanks);
            }
        };

        var answer = await ReadAsync(given: null, _service.Address.AbsoluteUri);

        Assert.Null(answer.Fleet);
        Assert.Contains("longer than 32 MiB", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_address_nothing_is_known() => Assert.Equal(FleetAnswer.None, await ReadAsync(given: null, null));

    public void Dispose()
    {
        _service.Dispose();
        _workshop.Dispose();
    }

    private async Task<FleetAnswer> ReadAsync(FleetAddress? given, string? url, string? token = "secret")
    {
        if (_policy.Length == 0)
        {
            await new RepositoryInitializer(_workshop.Clock).InitializeAsync(_workshop.Request("releases"), CancellationToken.None);
            _policy = await File.ReadAllTextAsync(_workshop["slipway.json"]);
        }

        var fleet = url is null ? "" : $"\"fleet\": {{ \"url\": \"{url}\", \"token\": \"file:token\" }},";
        await File.WriteAllTextAsync(_workshop["slipway.json"], _policy.Replace("\"channels\"", $"{fleet} \"channels\"", StringComparison.Ordinal));

        await File.WriteAllTextAsync(_workshop["token"], $"{token}\n");
        return await new FleetReader(_workshop.Policy, _workshop.Folder).ReadAsync(given, ReleaseWorkshop.Stable, CancellationToken.None);
    }
}
