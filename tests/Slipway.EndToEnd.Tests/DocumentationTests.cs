using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests;

/// <summary>Every page is found from another one, and every link in the repository leads somewhere.</summary>
public sealed partial class DocumentationTests
{
    private static readonly IReadOnlyList<string> Pages =
        [.. new[] { "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "templates", "tests", "bench", "src", "build" }.SelectMany(PagesIn).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_title_in_it()
    {
        var dead = Pages.SelectMany(page => Links(page).Where(link => !Leads(link)).Select(link => $"{page}: {link.Text}"));

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_page_of_the_documentation_is_in_its_index_and_every_decision_is_linked()
    {
        var index = Links("docs/README.md").Select(link => link.Target).ToHashSet(StringComparer.Ordinal);
        var linked = Pages.SelectMany(page => Links(page).Where(link => link.Target != page)).Select(link => link.Target).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(PagesIn("docs"), page => !page.StartsWith("docs/decisions/", StringComparison.Ordinal) && page != "docs/README.md" && !index.Contains(page));
        Assert.DoesNotContain(PagesIn("docs/decisions"), page => !linked.Contains(page));
    }

    [Theory]
    [InlineData("## `approve`, `commit`, `discard`", "approve-commit-discard")]
    [InlineData("### What a stolen key can do", "what-a-stolen-key-can-do")]
    [InlineData("## [A link](cli.md) and 36 h", "a-link-and-36-h")]
    public void Titles_have_the_anchors_that_GitHub_gives_them(string title, string anchor)
    {
        Assert.Equal([anchor], AnchorsOf([title]));
    }

    private static IEnumerable<string> PagesIn(string path) => File.Exists(SourceTree.At(path))
        ? [path]
        : Directory.EnumerateFiles(SourceTree.At(path), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SourceTree.At(""), file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Intersect(["bin", "obj", "node_modules", "artifacts"]).Any());

    private static IEnumerable<(string Text, string Target, string Anchor)> Links(string page)
    {
        var prose = CodeSpan().Replace(CodeBlock().Replace(File.ReadAllText(SourceTree.At(page)), ""), "");
        foreach (var text in Link().Matches(prose).Select(link => link.Groups[1].Value).Where(text => !text.Contains(':', StringComparison.Ordinal)))
        {
            var parts = text.Split('#', 2);
            var target = parts[0].Length == 0 ? page : Path.GetRelativePath(SourceTree.At(""), SourceTree.At(Path.Combine(Path.GetDirectoryName(page)!, parts[0])));
            yield return (text, target.Replace('\\', '/'), parts.ElementAtOrDefault(1) ?? "");
        }
    }

    private static bool Leads((string Text, string Target, string Anchor) link)
    {
        var path = SourceTree.At(link.Target);
        return link.Anchor.Length == 0 || !link.Target.EndsWith(".md", StringComparison.Ordinal)
            ? Path.Exists(path)
            : File.Exists(path) && AnchorsOf(CodeBlock().Replace(File.ReadAllText(path), "").Split('\n')).Contains(link.Anchor, StringComparer.Ordinal);
    }

    private static IEnumerable<string> AnchorsOf(IEnumerable<string> lines) => lines
        .Select(line => Title().Match(line)).Where(title => title.Success)
        .Select(title => NoLetters().Replace(LinkedText().Replace(title.Groups[1].Value.Trim(), "$1").ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkedText();

    [GeneratedRegex("^#{1,6} +(.+)$")]
    private static partial Regex Title();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetters();
}
