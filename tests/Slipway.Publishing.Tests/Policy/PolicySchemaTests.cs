using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Policy;

/// <summary>The schema says what the parser does, as far as a schema can.</summary>
public sealed class PolicySchemaTests
{
    private const string Stranger = "stranger";

    /// <summary>Where the schema describes an object, and those that the parser reads up to a field that it does not know.</summary>
    public static TheoryData<string, string[]> Objects => new()
    {
        { "", ["{}"] },
        { "/properties/s3", ["""{"s3":{}}"""] },
        { "/properties/health", ["""{"health":{}}"""] },
        { "/properties/hooks", ["""{"hooks":{}}"""] },
        { "/properties/hooks/properties/pre_swap", ["""{"hooks":{"pre_swap":{}}}"""] },
        { "/properties/github", ["""{"github":{}}"""] },
        { "/$defs/channel", ["""{"channels":{"beta":{}}}"""] },
        { "/$defs/wave/anyOf/1", ["""{"channels":{"beta":{"waves":[{}]}}}"""] },
        {
            "/$defs/gate",
            [
                """{"channels":{"beta":{"gates":[{"name":"a","prometheus":"http://127.0.0.1:9090"}]}}}""",
                """{"channels":{"beta":{"gates":[{"name":"a","url":"http://127.0.0.1/"}]}}}""",
                """{"channels":{"beta":{"gates":[{"name":"a","command":["check"]}]}}}""",
            ]
        },
        { "/$defs/role", ["""{"roles":{"beta":{}}}"""] },
        { "/properties/fleet", ["""{"fleet":{}}"""] },
        { "/$defs/service", ["""{"service":{"kind":"systemd"}}""", """{"service":{"kind":"command"}}"""] },
    };

    /// <summary>Documents that both accept, as patches of the template.</summary>
    public static readonly string[] Good =
    [
        "{}",
        """{"store":"s3://releases/devices","s3":{"endpoint":"https://minio.example.com","region":"eu-central-1","path_style":true}}""",
        """{"device_urls":["https://releases.example.com/{path}"],"redirect_hosts":["cdn.example.com:8443"],"link_command":["bin/link","--quick"]}""",
        """{"retain":1,"production":true,"trust_anchor":"trust/root.json"}""",
        """{"channels":{"beta":{"from":"canary","bake":"30m","bump":"patch","waves":["0.5",1,"12.25",{"percent":50,"soak":"2h"},{"percent":"100"}],"soak":"1h","approvals":2}}}""",
        """{"channels":{"beta":{"waves":null,"strategy":"rolling","batches":10}}}""",
        """{"channels":{"beta":{"waves":null,"strategy":"all-at-once"}}}""",
        """{"channels":{"beta":{"waves":null,"strategy":"canary","soak":"0"}}}""",
        """{"roles":{"beta":{"keys":["kms:alias/beta","env:BETA_KEY","exec:beta.pub.pem sign --token beta"],"threshold":3,"expires":"30d","online":true}}}""",
        """{"health":{"url":"http://127.0.0.1:9000/","deadline_s":20,"interval_s":1,"conditions":["a.b == \"c\"","d >= 5"]}}""",
        """{"health":{"command":["bin/check","now"],"unit":"edge-agent@1.service"}}""",
        """{"hooks":{"pre_swap":{"command":["bin/may"],"timeout_s":600},"post_swap":{"command":["bin/x"],"timeout_s":20},"pre_rollback":{"command":["bin/y"],"timeout_s":5}}}""",
        """{"service":{"unit":"edge.service","exec":"bin/edge"}}""",
        """{"service":{"kind":"command","start":"a","stop":"b","restart":"c"}}""",
        """{"service":{"kind":"none"}}""",
        """{"channels":{"beta":{"gates":[{"name":"crash-rate","prometheus":"http://127.0.0.1:9090","query":"rate(x[{age}])","baseline":"rate(y[1h])","at_most_over_baseline":"5%","at_most":1,"when":"advance","on_failure":"halt","timeout":"5m","token":"env:PROMETHEUS_TOKEN"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"boot","prometheus":"https://prometheus.example.com/","query":"x","at_least":"-0.5"},{"name":"fleet","url":"https://fleet.example.com/{version}","conditions":["apply_success_percent >= 98"],"token":"file:token"},{"name":"hil","command":["./hil.sh","{version}"],"environment":["HIL_RIG"],"on_failure":"rollback"}]}}}""",
        """{"fleet":{"url":"https://fleet.example.com/{product}","token":"env:FLEET_TOKEN"}}""",
        """{"fleet":{"url":"devices.json"}}""",
        """{"github":{"repository":"acme/edge-agent","api":"https://github.example.com/api/v3","tag":"edge/v{version}"}}""",
    ];

    /// <summary>Documents that both refuse.</summary>
    public static readonly string[] Bad =
    [
        """{"format":"slipway/2"}""",
        """{"product":"Edge Agent"}""",
        """{"product":7}""",
        """{"organization":""}""",
        """{"store":""}""",
        """{"colour":"red"}""",
        """{"s3":{"endpoint":"minio"}}""",
        """{"s3":{"secret":"x"}}""",
        """{"fleet":{"token":"env:FLEET_TOKEN"}}""",
        """{"fleet":{"url":"fleet.csv","token":"secret"}}""",
        """{"device_urls":"https://releases.example.com"}""",
        """{"link_command":[]}""",
        """{"retain":0}""",
        """{"production":"yes"}""",
        """{"channels":{"beta":{"bake":"two days"}}}""",
        """{"channels":{"beta":{"bakes":"2d"}}}""",
        """{"channels":{"beta":{"bump":"micro"}}}""",
        """{"channels":{"beta":{"from":"targets"}}}""",
        """{"channels":{"beta":{"waves":[]}}}""",
        """{"channels":{"beta":{"waves":[0]}}}""",
        """{"channels":{"beta":{"waves":[101]}}}""",
        """{"channels":{"beta":{"waves":["0.125"]}}}""",
        """{"channels":{"beta":{"waves":[{"percent":0}]}}}""",
        """{"channels":{"beta":{"waves":[{"soak":"1h"}]}}}""",
        """{"channels":{"beta":{"waves":[100],"strategy":"canary"}}}""",
        """{"channels":{"beta":{"waves":null,"strategy":"canary","batches":2}}}""",
        """{"channels":{"beta":{"batches":2}}}""",
        """{"channels":{"beta":{"approvals":0}}}""",
        """{"channels":{"root":{}}}""",
        """{"roles":{"beta":{"keys":[]}}}""",
        """{"roles":{"beta":{"keys":["keys/beta.pem"]}}}""",
        """{"roles":{"beta":{"keys":["kms:a b"]}}}""",
        """{"roles":{"beta":{"keys":["file:a.pem"],"expires":"0"}}}""",
        """{"roles":{"timestamp":null}}""",
        """{"health":{"deadline_s":21}}""",
        """{"health":{"conditions":["cpu"]}}""",
        """{"health":{"url":"ftp://x"}}""",
        """{"health":{"unit":"--all.service"}}""",
        """{"hooks":{"pre_flight":{}}}""",
        """{"hooks":{"post_swap":{"command":["bin/x"],"timeout_s":21}}}""",
        """{"service":{"kind":"docker"}}""",
        """{"service":{"kind":"command","start":"x"}}""",
        """{"service":{"kind":"none","unit":"x.service"}}""",
        """{"service":{"start":"x"}}""",
        """{"channels":{"beta":{"gates":[{"name":"a"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","url":"http://127.0.0.1/","command":["check"],"conditions":["a == 1"]}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","prometheus":"http://127.0.0.1:9090","query":"x"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","prometheus":"http://127.0.0.1:9090","query":"x","at_most_over_baseline":"5%"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","prometheus":"http://127.0.0.1:9090","query":"x","at_most":"5","baseline":"y"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","prometheus":"http://127.0.0.1:9090","query":"x","at_most":"many"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","url":"http://127.0.0.1/","conditions":[]}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","url":"ftp://127.0.0.1/","conditions":["a == 1"]}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","command":["check"],"token":"env:A"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","command":["check"],"environment":["SLIPWAY_KEY"]}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","command":["check"],"when":"later"}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","command":["check"],"when":"promote","on_failure":"halt"}]}}}""",
        """{"fleet":{"token":"env:FLEET_TOKEN"}}""",
        """{"fleet":{"url":"devices.json","token":"secret"}}""",
        """{"github":{"repository":"acme"}}""",
        """{"github":{"tag":"v1"}}""",
    ];

    /// <summary>What no schema can tell, or not simply: the parser refuses it.</summary>
    public static readonly string[] BeyondSchemas =
    [
        """{"channels":{"beta":{"from":"gamma"}}}""",
        """{"channels":{"beta":{"from":"stable"}}}""",
        """{"channels":{"beta":{"waves":[50,10]}}}""",
        """{"channels":{"beta":{"bake":"9999d"}}}""",
        """{"channels":{"gamma":{}}}""",
        """{"roles":{"beta":{"keys":["file:a.pem"],"threshold":2}}}""",
        """{"store":"file://srv/releases"}""",
        """{"channels":{"beta":{"gates":[{"name":"a","command":["check"]},{"name":"a","command":["check"]}]}}}""",
        """{"channels":{"beta":{"gates":[{"name":"a","url":"http://fleet.example.com/","conditions":["a == 1"],"token":"env:A"}]}}}""",
    ];

    [Theory]
    [MemberData(nameof(Objects))]
    public void The_schema_has_the_fields_of_the_parser_and_no_others(string described, string[] documents)
    {
        var read = documents.SelectMany(document => KnownFields(JsonNode.Parse(document)!)).Distinct();

        Assert.Equal(read.Order(StringComparer.Ordinal), At(described)["properties"]!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Schema_and_parser_judge_alike()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");
        string[] documents = [.. Good, .. Bad, .. BeyondSchemas];
        JsonObject[] policies = [.. documents.Select(change => Merge(Template(), JsonNode.Parse(change)!))];

        var verdicts = (await PipelineTools.RunAsync("validate.mjs", new JsonArray([.. policies.Select(policy => policy.DeepClone())]).ToJsonString(), SourceTree.At("docs/slipway.schema.json"))).AsArray();

        for (var i = 0; i < documents.Length; i++)
        {
            var parser = Record.Exception(() => Parse(policies[i]))?.Message;
            Assert.True((parser is null) == Good.Contains(documents[i]), $"{documents[i]}: the parser says {parser ?? "yes"}");
            Assert.True((verdicts[i] is null) == !Bad.Contains(documents[i]), $"{documents[i]}: the schema says {verdicts[i]?.ToString() ?? "yes"}");
        }
    }

    [Fact]
    public void What_travels_is_what_the_documentation_has_and_each_field_is_described()
    {
        Assert.Equal(File.ReadAllBytes(SourceTree.At("docs/slipway.schema.json")), PolicySchema.Read());

        Assert.All(Objects, row => Assert.All(At(row.Data.Item1)["properties"]!.AsObject(), field => Assert.True(
            (field.Value!["description"] ?? Resolve(field.Value)["description"]) is not null, $"{row.Data.Item1}: {field.Key}")));
    }

    /// <summary>What the parser says that it knows, when it is given something else.</summary>
    private static string[] KnownFields(JsonNode document)
    {
        var misspelt = Merge(Template(), document);
        Innermost(misspelt, document)[Stranger] = true;
        var refusal = Assert.Throws<FieldException>(() => Parse(misspelt));
        Assert.EndsWith(Stranger, refusal.Field, StringComparison.Ordinal);
        return refusal.Message[(refusal.Message.IndexOf("one of ", StringComparison.Ordinal) + 7)..].Split(", ");
    }

    private static ReleasePolicy Parse(JsonNode policy) => ReleasePolicy.Parse(Encoding.UTF8.GetBytes(policy.ToJsonString()), "/project/slipway.json");

    private static JsonObject Template() => JsonNode.Parse(PolicyTemplate.Write(
        new InitializeRequest("/work", SegmentName.Parse("edge-agent"), SegmentName.Parse("acme"), "releases")))!.AsObject();

    private static JsonNode At(string pointer) =>
        pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(JsonNode.Parse(PolicySchema.Read())!, (node, step) => node is JsonArray items ? items[int.Parse(step, null)]! : node[step]!);

    private static JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference ? At(reference.ToString()[1..]) : node;

    /// <summary>A JSON merge patch (RFC 7396): null takes a field away.</summary>
    private static JsonObject Merge(JsonObject into, JsonNode patch)
    {
        foreach (var (name, value) in patch.AsObject())
        {
            if (value is null)
            {
                into.Remove(name);
                continue;
            }

            into[name] = value is JsonObject nested ? Merge((into[name] as JsonObject)?.DeepClone().AsObject() ?? [], nested) : value.DeepClone();
        }

        return into;
    }

    /// <summary>In <paramref name="document"/>, the object to which the only fields of <paramref name="way"/> lead.</summary>
    private static JsonObject Innermost(JsonNode document, JsonNode way) => way switch
    {
        JsonObject { Count: 1 } step when step.Single().Value is JsonObject or JsonArray => Innermost(document[step.Single().Key]!, step.Single().Value!),
        JsonArray { Count: 1 } items => Innermost(document[0]!, items[0]!),
        _ => document.AsObject(),
    };
}
