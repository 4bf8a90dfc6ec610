using System.Reflection;

namespace Slipway.Publishing.Installers;

/// <summary>A text with <c>@PLACEHOLDERS@</c>, from templates/installer.</summary>
internal static class InstallerTemplate
{
    /// <summary>Fills in a template.</summary>
    public static string Fill(string name, IReadOnlyDictionary<string, string> values)
    {
        var text = Read(name);
        foreach (var (placeholder, value) in values)
        {
            text = text.Replace($"@{placeholder}@", value, StringComparison.Ordinal);
        }

        return text;
    }

    private static string Read(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"installer/{name}")
            ?? throw new InvalidOperationException($"The template {name} is not part of the assembly.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
