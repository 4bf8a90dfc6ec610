using System.Xml;
using System.Xml.Linq;

namespace Slipway.MSBuild;

/// <summary>The names of the properties that a project's own files set. MSBuild does not tell a task, so their text is read.</summary>
internal static class ProjectPropertyNames
{
    /// <summary>Reads them; a file that is missing or no XML has none, and MSBuild will have said so.</summary>
    public static IEnumerable<string> Read(IEnumerable<string> files) => files.Where(File.Exists).SelectMany(Read);

    private static IEnumerable<string> Read(string file)
    {
        try
        {
            return [.. XDocument.Load(file).Descendants().Where(element => element.Parent?.Name.LocalName == "PropertyGroup").Select(element => element.Name.LocalName)];
        }
        catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
