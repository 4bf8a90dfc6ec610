using System.Text.RegularExpressions;

namespace Slipway.Cli.Tests;

/// <summary>What <c>--help</c> says of each command, and that docs/cli.md knows it too.</summary>
public sealed partial class HelpTests : IAsyncLifetime
{
    // The words that stand for values. They are those of docs/cli.md, in small letters.
    private static readonly string[] Values =
    [
        "address", "auto|required|never", "duration", "file", "file|url", "folder", "id", "ip", "key", "name", "number", "owner/repo", "path", "pattern", "reference", "rid", "role", "role=reference",
        "text", "text|markdown|json", "time", "true|false", "url", "version", "zstd|gzip",
    ];

    private readonly Terminal _terminal = new();

    private IReadOnlyList<(string Command, string Help)> _pages = [];

    public async ValueTask InitializeAsync()
    {
        var root = await HelpAsync("");
        var commands = await Task.WhenAll(Commands(root).Select(HelpAsync));
        var nested = await Task.WhenAll(commands.SelectMany(Commands).Select(HelpAsync));
        _pages = [root, .. commands, .. nested];
    }

    [Fact]
    public void Every_value_has_a_word_that_says_what_it_is()
    {
        var unclear = _pages.SelectMany(page => ValueOfOption().Matches(page.Help).Select(value => $"{page.Command} {value.Value}").Where(line => !Values.Contains(line.Split('<', '>')[1])));

        Assert.True(_pages.Count > 30, $"{_pages.Count}");
        Assert.Empty(unclear.Distinct());
    }

    [Fact]
    public async Task Every_option_is_in_the_documentation_under_its_command()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "cli.md"));
        var sections = Heading().Split("\n" + page).Skip(1).Select(section => section.Split('\n', 2)).ToList();
        var undocumented = _pages.Skip(1).SelectMany(help => NameOfOption().Matches(help.Help).Select(option => option.Groups[1].Value)
            .Where(option => !sections.Any(section => IsAbout(section[0], help.Command) && section[1].Contains(option, StringComparison.Ordinal)))
            .Select(option => $"{help.Command} {option}"));

        Assert.Empty(undocumented);
    }

    [Fact]
    public async Task Every_variable_is_in_the_table_of_the_readme()
    {
        var table = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"));
        var unlisted = _pages.SelectMany(page => Variable().Matches(page.Help).Select(variable => variable.Groups[1].Value)).Distinct()
            .Where(variable => !table.Contains($"`{variable}`", StringComparison.Ordinal));

        Assert.Empty(unlisted);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What holds for all commands is told once, and what <c>mirror</c> has of <c>export</c> there.</summary>
    private static bool IsAbout(string title, string command) =>
        title == "For all commands" || title.Split(", ").Contains(command.Split(' ')[0], StringComparer.Ordinal);

    private static IEnumerable<string> Commands((string Command, string Help) page) => page.Help.Split("Commands:\n").Skip(1)
        .SelectMany(list => NameOfCommand().Matches(list).Select(name => $"{page.Command} {name.Groups[1].Value}".Trim()));

    private async Task<(string Command, string Help)> HelpAsync(string command) => (command, (await _terminal.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Output);

    [GeneratedRegex("(?m)^  --[a-z0-9-]+ <[^>]*>")]
    private static partial Regex ValueOfOption();

    [GeneratedRegex("(?m)^  (--[a-z0-9-]+)")]
    private static partial Regex NameOfOption();

    [GeneratedRegex(@"\[(SLIPWAY_[A-Z0-9_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex("(?m)^  ([a-z]+) ")]
    private static partial Regex NameOfCommand();

    [GeneratedRegex("\n## ")]
    private static partial Regex Heading();
}
