using System.Text;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>Splits a command into words. There is no shell: no variables, no pipes, no backslashes.</summary>
/// <remarks>Blanks separate words. What stands in single or double quotes is taken as it is, blanks and the other kind of quote too.</remarks>
internal static class CommandLine
{
    /// <summary>The words; null when a quote is not closed.</summary>
    public static string[]? TrySplit(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var character in text)
        {
            if (character == quote)
            {
                quote = null;
            }
            else if (quote is null && character is '\'' or '"')
            {
                quote = character;
                word ??= new StringBuilder();
            }
            else if (quote is null && character == ' ')
            {
                Complete();
            }
            else
            {
                (word ??= new StringBuilder()).Append(character);
            }
        }

        Complete();
        return quote is null ? [.. words] : null;

        void Complete()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }

    /// <summary>A command that <see cref="TrySplit"/> gives these words for.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAny(" '\""))
        {
            return word;
        }

        return word.Contains('\'', StringComparison.Ordinal)
            ? string.Join("\"'\"", word.Split('\'').Select(part => $"'{part}'"))
            : $"'{word}'";
    }
}
