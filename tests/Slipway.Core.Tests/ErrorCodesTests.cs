using System.Text.RegularExpressions;

namespace Slipway.Core.Tests;

/// <summary>docs/errors.md is what people find when they search for a code, so it lists every code and no other.</summary>
public sealed partial class ErrorCodesTests
{
    private static readonly IReadOnlyList<ErrorCodeRow> Rows = ErrorCodeRow.ReadAll();

    [Fact]
    public void Every_failure_has_its_row_with_its_name()
    {
        var failures = Failures();

        var rows = Rows.Where(row => !IsReportedByTargets(row.Code)).Select(row => $"{row.Code} {row.Name}");

        Assert.Equal(failures, rows);
    }

    [Fact]
    public void Every_code_in_targets_sources_and_templates_has_its_row()
    {
        var listed = Rows.Select(row => row.Code).ToHashSet();

        var unlisted = CodesIn(ProductFiles()).Where(code => !listed.Contains(code));

        Assert.Empty(unlisted);
    }

    [Fact]
    public void Every_row_of_the_targets_is_a_code_that_they_report()
    {
        var targets = RepositoryRoot.FilesBelow("src", "*.targets").ToList();
        Assert.SkipWhen(targets.Count == 0, "src/ has no targets yet");

        var reported = CodesIn(targets);

        Assert.Equal(reported.Where(IsReportedByTargets), Rows.Select(row => row.Code).Where(IsReportedByTargets));
    }

    [Fact]
    public void Rows_are_in_order_under_their_thousand_and_say_what_to_do()
    {
        Assert.Equal(Rows.Select(row => row.Code).Order(StringComparer.Ordinal).Distinct(), Rows.Select(row => row.Code));
        Assert.All(Rows, row =>
        {
            Assert.StartsWith($"{row.Code[..4]}xxx", row.Section, StringComparison.Ordinal);
            Assert.EndsWith(".", row.Meaning, StringComparison.Ordinal);
            Assert.EndsWith(".", row.Advice, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_line_of_the_page_that_has_a_code_in_its_first_column_was_read()
    {
        var lines = RepositoryRoot.Read("docs/errors.md").Split('\n');

        var codes = lines.Count(line => line.StartsWith("| SLP", StringComparison.Ordinal));

        Assert.Equal(codes, Rows.Count);
    }

    private static IEnumerable<string> Failures() =>
    [
        .. Members<InputFailure>(1000),
        .. Members<TrustFailure>(2000),
        .. Members<StoreFailure>(3000).Concat(Members<GitHubFailure>(3000)).Order(StringComparer.Ordinal),
        .. Members<DeviceFailure>(4000),
        .. Members<DoctorFinding>(5000),
        .. Members<PolicyFailure>(6000),
    ];

    private static IEnumerable<string> Members<TFailure>(int thousand)
        where TFailure : struct, Enum =>
        Enum.GetValues<TFailure>().Select(failure => $"SLP{thousand + Convert.ToInt32(failure, null)} {failure}");

    private static IEnumerable<string> ProductFiles() =>
    [
        .. RepositoryRoot.FilesBelow("src", "*.targets"),
        .. RepositoryRoot.FilesBelow("src", "*.props"),
        .. RepositoryRoot.FilesBelow("src", "*.cs"),
        .. RepositoryRoot.FilesBelow("templates", "*"),
    ];

    private static IReadOnlyList<string> CodesIn(IEnumerable<string> files) =>
        [.. files.SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal)];

    private static bool IsReportedByTargets(string code) => string.CompareOrdinal(code, "SLP1020") < 0;

    [GeneratedRegex(@"SLP\d{4}")]
    private static partial Regex Code();
}
