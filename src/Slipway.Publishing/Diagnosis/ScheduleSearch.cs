using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Looks for what runs <c>slipway refresh</c>: in the workflows of a version-controlled folder, and among the schedules of this machine.</summary>
internal sealed partial class ScheduleSearch(string folder, IReadOnlyList<string> machineFolders)
{
    private const int LongestFile = 1_000_000;

    private static readonly string[] PipelineFiles = [".gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile", "crontab"];

    /// <summary>Everything that was found, nearest first.</summary>
    public async Task<ImmutableArray<RefreshSchedule>> FindAsync(CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<RefreshSchedule>();
        foreach (var file in Workflows().Concat(machineFolders.SelectMany(FilesIn)))
        {
            if (await ReadAsync(file, cancellation) is { } text && Refresh().IsMatch(text) && Understand(file, text) is { } schedule)
            {
                found.Add(schedule);
            }
        }

        return found.DrainToImmutable();
    }

    /// <summary>A workflow runs by itself only with a schedule; whatever else stands in a folder of schedules does.</summary>
    private static RefreshSchedule? Understand(string file, string text)
    {
        var gaps = Cron().Matches(text).Select(cron => CronGap.Of(cron.Groups[1].Value)).ToArray();
        if (IsWorkflow(file))
        {
            return gaps.Length > 0 ? new RefreshSchedule(file, gaps.Min()) : null;
        }

        // A unit without its timer is started by nobody.
        return Path.GetExtension(file) == ".service" && !File.Exists(Path.ChangeExtension(file, ".timer")) ? null : new RefreshSchedule(file, LongestGap: null);
    }

    /// <summary>From the folder up to the root of its version control.</summary>
    private IEnumerable<string> Workflows()
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            foreach (var file in FilesIn(Path.Combine(at.FullName, ".github/workflows")).Concat(PipelineFiles.Select(name => Path.Combine(at.FullName, name)).Where(File.Exists)))
            {
                yield return file;
            }

            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                yield break;
            }
        }
    }

    private static bool IsWorkflow(string file) => Path.GetFileName(Path.GetDirectoryName(file)) == "workflows";

    private static IEnumerable<string> FilesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's schedules are not for us to read.
            return [];
        }
    }

    private static async Task<string?> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return new FileInfo(file).Length <= LongestFile ? await File.ReadAllTextAsync(file, cancellation) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Also 'dotnet slipway refresh', and with options between; a comment does not run.
    [GeneratedRegex(@"^(?!\s*#).*\bslipway\b[^\n#]*\srefresh\b", RegexOptions.Multiline)]
    private static partial Regex Refresh();

    [GeneratedRegex(@"^\s*-\s*cron:\s*['""]?([^'""#\n]+)", RegexOptions.Multiline)]
    private static partial Regex Cron();
}
