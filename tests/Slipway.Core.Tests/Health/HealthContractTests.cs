using System.Text;
using Slipway.Health;
using Slipway.Json;

namespace Slipway.Core.Tests.Health;

public sealed class HealthContractTests
{
    private const string Healthy =
        """{"status":"healthy","metrics":{"cpu_percent":12.5,"disk_percent":40},"cloud":{"queue_depth":3},"agent":{"running":true}}""";

    [Fact]
    public void A19_The_default_contract_is_the_documented_one()
    {
        var json = Encoding.UTF8.GetString(CanonicalJson.Encode(HealthContract.Default.ToJson()));

        Assert.Equal(
            """{"conditions":["status == \"healthy\"","metrics.cpu_percent < 95","metrics.disk_percent < 95","cloud.queue_depth < 10000",""" +
            "\"agent.running == true\"],\"deadline_s\":20,\"interval_s\":1,\"url\":\"http://127.0.0.1:8080/health\"}",
            json);
        Assert.All(HealthContract.Default.Evaluate(Document(Healthy)), result => Assert.True(result.Holds));
    }

    [Fact]
    public void A_contract_survives_being_written_and_read()
    {
        var written = Read("""{"url":"http://localhost:1883/h?x=1","deadline_s":5,"interval_s":2,"conditions":["a == 1"]}""").ToJson();

        var contract = HealthContract.FromJson(new JsonFields(written));

        Assert.Equal("http://localhost:1883/h?x=1", contract.Url!.OriginalString);
        Assert.Equal((5, 2), (contract.Deadline.TotalSeconds, contract.Interval.TotalSeconds));
        Assert.Equal([HealthCondition.Parse("a == 1")], contract.Conditions);
    }

    [Fact]
    public void Missing_fields_have_their_defaults_and_no_conditions_is_not_missing()
    {
        Assert.Equal(HealthContract.Default.Conditions, Read("{}").Conditions);
        Assert.Empty(Read("""{"conditions":[]}""").Conditions);
    }

    [Theory]
    [InlineData("""{"command":["bin/health","--quick"],"unit":"edge-agent.service"}""")]
    [InlineData("""{"url":"http://localhost/","conditions":[],"unit":"edge-agent.service"}""")]
    [InlineData("""{"command":["bin/health"]}""")]
    public void D17_Every_kind_of_probe_survives_being_written_and_read(string json)
    {
        var contract = Read(json);

        var again = HealthContract.FromJson(new JsonFields(contract.ToJson()));

        Assert.Equal(
            (contract.Url, string.Join(' ', contract.Command), contract.Unit, contract.Conditions.Length),
            (again.Url, string.Join(' ', again.Command), again.Unit, again.Conditions.Length));
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"command":["bin/health"]}""", false)]
    [InlineData("""{"unit":"edge-agent.service"}""", false)]
    [InlineData("""{"unit":"edge-agent.service","conditions":[]}""", true)]
    [InlineData("""{"unit":"edge-agent.service","url":"http://localhost/"}""", true)]
    public void D17_Nobody_is_asked_by_http_where_another_probe_stands_alone(string json, bool isAsked) =>
        Assert.Equal(isAsked, Read(json).Url is not null);

    [Theory]
    [InlineData("""{"deadline_s":21}""", "health.deadline_s is 21: expected an integer from 1 to 20")]
    [InlineData("""{"deadline_s":0}""", "health.deadline_s is 0: expected an integer from 1 to 20")]
    [InlineData("""{"interval_s":0}""", "health.interval_s is 0: expected an integer from 1 to 20")]
    [InlineData("""{"url":"ftp://x/"}""", "health.url is 'ftp://x/': expected an http or https address")]
    [InlineData("""{"url":"http://user:word@x/"}""", "health.url is 'http://user:word@x/': expected an http or https address")]
    [InlineData("""{"url":"/health"}""", "health.url is '/health': expected an http or https address")]
    [InlineData("""{"command":[]}""", "health.command is empty: expected a path inside the release")]
    [InlineData("""{"command":["/bin/true"]}""", "health.command is '/bin/true' and 0 more: expected a path inside the release")]
    [InlineData("""{"command":["../health"]}""", "health.command is '../health' and 0 more: expected a path inside the release")]
    [InlineData("""{"command":"bin/health"}""", "health.command is a text: expected an array of texts")]
    [InlineData("""{"command":["bin/health","a\u0000b"]}""", "health.command is an argument that cannot be passed on: expected")]
    [InlineData("""{"unit":"--all.service"}""", "health.unit is '--all.service': expected the name of a unit")]
    [InlineData("""{"unit":"edge agent.service"}""", "health.unit is 'edge agent.service': expected the name of a unit")]
    [InlineData("""{"script":"x"}""", "health.script is not a field: expected one of url, deadline_s, interval_s, conditions, command, unit")]
    [InlineData("""{"conditions":["cpu"]}""", "health.conditions[0]: 'cpu' is not a health condition: expected")]
    [InlineData("""{"conditions":"cpu < 1"}""", "health.conditions is a text: expected an array of texts")]
    public void A20_A_contract_outside_its_limits_is_refused(string json, string message) =>
        Assert.StartsWith(message, Assert.ThrowsAny<FormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_number_out_of_bounds_before_the_update_is_not_held_against_it()
    {
        var contract = Read("""{"conditions":["cpu < 95","status == \"healthy\""]}""");
        var excused = contract.FindExcused(Document("""{"cpu":99,"status":"healthy"}"""));

        var blamed = HealthContract.Blame(contract.Evaluate(Document("""{"cpu":97,"status":"healthy"}""")), excused);

        Assert.Empty(blamed);
    }

    [Theory]
    [InlineData("""{"cpu":10}""", """{"cpu":97}""", "the bound was kept before")]
    [InlineData("""{}""", """{"cpu":97}""", "nothing was observed before")]
    [InlineData("""{"cpu":99}""", """{}""", "the number is gone")]
    [InlineData("""{"cpu":99}""", """{"cpu":"97"}""", "the number became a text")]
    public void A_number_is_punished_unless_it_was_a_number_out_of_bounds_before(string before, string now, string because)
    {
        var contract = Read("""{"conditions":["cpu < 95"]}""");

        var blamed = HealthContract.Blame(contract.Evaluate(Document(now)), contract.FindExcused(Document(before)));

        Assert.True(blamed.Count == 1, because);
    }

    [Fact]
    public void A_status_is_punished_even_if_it_was_wrong_before()
    {
        var contract = Read("""{"conditions":["status == \"healthy\""]}""");
        var sick = Document("""{"status":"sick"}""");

        var blamed = HealthContract.Blame(contract.Evaluate(sick), contract.FindExcused(sick));

        Assert.Single(blamed);
    }

    private static HealthContract Read(string json) =>
        HealthContract.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json)), "health"));

    private static HealthDocument Document(string json) => HealthDocument.Parse(Encoding.UTF8.GetBytes(json));
}
