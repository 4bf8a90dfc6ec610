using System.Text;
using Slipway.Health;

namespace Slipway.Core.Tests.Health;

public sealed class HealthConditionTests
{
    [Theory]
    [InlineData("status == \"healthy\"")]
    [InlineData("metrics.cpu_percent < 95")]
    [InlineData("a-b.c_d.E9 >= -17")]
    [InlineData("agent.running != false")]
    [InlineData("name == \"two words\"")]
    [InlineData("zero == 0")]
    public void A_condition_gives_back_its_text(string text)
    {
        var condition = HealthCondition.Parse(text);

        Assert.Equal(text, condition.ToString());
        Assert.Equal(condition, HealthCondition.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("status")]
    [InlineData("status ==")]
    [InlineData("status == healthy")]
    [InlineData("status = \"healthy\"")]
    [InlineData("status  == \"healthy\"")]
    [InlineData(" status == \"healthy\"")]
    [InlineData("status == \"healthy\" ")]
    [InlineData("status == \"a\\u0041\"")]
    [InlineData("status == \"")]
    [InlineData("status < \"healthy\"")]
    [InlineData("agent.running > true")]
    [InlineData("cpu < 95.5")]
    [InlineData("cpu < 095")]
    [InlineData("cpu < -0")]
    [InlineData("cpu < +1")]
    [InlineData("cpu < 1e3")]
    [InlineData("cpu < -")]
    [InlineData("cpu < 9999999999999999999")]
    [InlineData("cpu == null")]
    [InlineData("a..b == 1")]
    [InlineData(".a == 1")]
    [InlineData("a/b == 1")]
    public void What_is_no_condition_is_refused(string? text)
    {
        Assert.False(HealthCondition.TryParse(text, out _));
        var refusal = Assert.Throws<FormatException>(() => HealthCondition.Parse(text!));
        Assert.Contains($"'{text}' is not a health condition: expected", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu < 95", "{\"cpu\":94.9999999999999999}", true)]
    [InlineData("cpu < 95", "{\"cpu\":95}", false)]
    [InlineData("cpu < 95", "{\"cpu\":95.0}", false)]
    [InlineData("cpu <= 95", "{\"cpu\":95.0}", true)]
    [InlineData("cpu <= 95", "{\"cpu\":95.0000000000000001}", false)]
    [InlineData("cpu == 95", "{\"cpu\":9.5e1}", true)]
    [InlineData("cpu > 95", "{\"cpu\":96}", true)]
    [InlineData("cpu >= 95", "{\"cpu\":95}", true)]
    [InlineData("cpu != 95", "{\"cpu\":96}", true)]
    [InlineData("cpu < 95", "{\"cpu\":\"1\"}", false)]
    [InlineData("cpu < 95", "{\"cpu\":null}", false)]
    [InlineData("cpu < 95", "{\"cpu\":1e999}", false)]
    [InlineData("cpu < 95", "{\"CPU\":1}", false)]
    [InlineData("cpu != 95", "{}", false)]
    [InlineData("cpu != 95", "{\"cpu\":\"95\"}", true)]
    [InlineData("status == \"healthy\"", "{\"status\":\"healthy\"}", true)]
    [InlineData("status == \"healthy\"", "{\"status\":\"h\\u0065althy\"}", true)]
    [InlineData("status == \"healthy\"", "{\"status\":\"Healthy\"}", false)]
    [InlineData("status == \"healthy\"", "{\"status\":\"\\ud800\"}", false)]
    [InlineData("status == \"healthy\"", "{\"\\ud800\":1,\"stat\\u0075s\":\"healthy\"}", true)]
    [InlineData("a.b == true", "{\"a\":{\"b\":true}}", true)]
    [InlineData("a.b == true", "{\"a\":[true]}", false)]
    [InlineData("a == true", "{\"a\":{\"b\":true}}", false)]
    public void A19_A_condition_compares_what_is_there_exactly(string condition, string document, bool holds)
    {
        var observed = HealthDocument.Parse(Encoding.UTF8.GetBytes(document));

        var result = HealthCondition.Parse(condition).Evaluate(observed);

        Assert.Equal(holds, result.Holds);
    }

    [Fact]
    public void A_result_says_what_was_asked_and_what_was_found()
    {
        var condition = HealthCondition.Parse("cpu < 95");

        Assert.Equal("cpu < 95 (found 97.5)", condition.Evaluate(HealthDocument.Parse("{\"cpu\":97.5}"u8.ToArray())).ToString());
        Assert.Equal("cpu < 95 (found nothing)", condition.Evaluate(HealthDocument.Parse("{}"u8.ToArray())).ToString());
    }
}
