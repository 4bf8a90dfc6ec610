using Slipway.Bundles;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Policy;

public sealed class PolicyMistakeTests
{
    private const char Mark = '¦';

    /// <summary>Rows read: what is written instead of what, with a mark before the place that the message must name.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "a value", "\"48h\"", "¦\"two days\"" },
        { "a value of another kind", "\"48h\"", "¦[\n]" },
        { "an item", "[\"file:keys/root.pem\"]", "[ \"file:keys/root.pem\", ¦\"root.pem\"]" },
        { "an item of another kind", "[\"file:keys/root.pem\"]", "[\"file:keys/root.pem\", ¦7]" },
        { "a list as a whole", "[1, 10, 50, 100]", "¦[50, 10]" },
        { "in a list of objects", "[1, 10, 50, 100]", "[1, {\"percent\": ¦0}]" },
        { "in short for an object", "[1, 10, 50, 100]", "[1, ¦\"a lot\"]" },
        { "a name that is no field", "\"bake\": \"48h\"", "¦\"bakes\": \"48h\"" },
        { "a name that is no channel", "\"canary\": { \"waves\"", "¦\"Canary\": { \"waves\"" },
        { "what lacks a field", "\"trust_anchor\"", "\"service\":\n¦{\"kind\": \"command\"}, \"trust_anchor\"" },
        { "what leads nowhere", "\"from\": \"beta\"", "\"from\": ¦\"gamma\"" },
        { "what leads back", "\"from\": \"canary\"", "\"from\": ¦\"stable\"" },
        { "after characters of several bytes", "\"trust_anchor\"", "\"link_command\": [\"ä€😀\"], \"redirect_hosts\": [¦7], \"trust_anchor\"" },
        { "after lines that end as on Windows", "\"48h\"", "\r\n\r\n  ¦\"two days\"" },
        { "syntax", "\"48h\"", "¦x" },
        { "a fraction", "\"48h\"", "¦4.8" },
        { "a name twice", "\"bump\": \"minor\"", "\"bump\": \"minor\", ¦\"bump\": \"minor\"" },
        { "no Unicode text", "\"48h\"", "¦\"\\ud800\"" },
        { "an end that is missing", "\"expires\": \"3d\" }\n  }\n}\n", "\"expires\": \"3d\" }\n  }\n¦" },
        { "text after the end", "\"expires\": \"3d\" }\n  }\n}\n", "\"expires\": \"3d\" }\n  }\n}\n ¦{}" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_pointed_to(string situation, string from, string to)
    {
        using var folder = new TemporaryFolder();
        var text = PolicyTemplate.Write(new InitializeRequest(folder.Path, SegmentName.Parse("edge-agent"), SegmentName.Parse("acme"), "releases"));
        Assert.Contains(from, text, StringComparison.Ordinal);
        text = text.Replace(from, to, StringComparison.Ordinal);
        var before = text.Split(Mark)[0];
        File.WriteAllText(folder[ReleasePolicy.FileName], text.Replace($"{Mark}", "", StringComparison.Ordinal));

        var refusal = Assert.Throws<InputException>(() => ReleasePolicy.Load(folder[ReleasePolicy.FileName]));

        Assert.True(refusal.Mistake is not null, situation);
        Assert.Equal(
            (folder[ReleasePolicy.FileName], before.Split('\n').Length, before.Length - before.LastIndexOf('\n')),
            (refusal.Mistake.File, refusal.Mistake.Line, refusal.Mistake.Column));
        Assert.StartsWith($"{folder[ReleasePolicy.FileName]}({refusal.Mistake.Line},{refusal.Mistake.Column}): ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", refusal.Message, StringComparison.Ordinal);
    }
}
