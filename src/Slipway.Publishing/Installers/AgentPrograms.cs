using System.Buffers.Binary;
using System.Reflection;
using Slipway.Bundles;

namespace Slipway.Publishing.Installers;

/// <summary>Finds the agent for a runtime.</summary>
/// <remarks>
/// First what is named; then <c>RID/slipway-agent</c> in the folder <c>SLIPWAY_AGENTS</c>; then the package <c>Slipway.Agent.RID</c> of this very version, among
/// the packages that NuGet keeps; then what travels with the command and the MSBuild package.
/// </remarks>
internal static class AgentPrograms
{
    private const string FileName = "slipway-agent";
    private const string FolderVariable = "SLIPWAY_AGENTS";

    private static string Version { get; } = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Travelling { get; } = Path.Combine(Path.GetDirectoryName(typeof(AgentPrograms).Assembly.Location)!, "agents");

    /// <summary>Reads the agent for <paramref name="runtime"/>.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.AgentMissing"/>; <see cref="InputFailure.AgentMismatch"/>: it is made for other machines; or the named file does not exist.
    /// </exception>
    public static async Task<byte[]> ReadAsync(RuntimeId runtime, string? named, CancellationToken cancellation)
    {
        var file = Find(runtime, named);
        var program = await File.ReadAllBytesAsync(file, cancellation);
        return IsForOthers(program, runtime)
            ? throw new InputException(InputFailure.AgentMismatch, $"The agent {Path.GetFullPath(file)} is not a program for {runtime}.")
            {
                Hint = $"Name one that was published with '-r {runtime}'.",
            }
            : program;
    }

    private static string Find(RuntimeId runtime, string? named)
    {
        if (named is not null)
        {
            return File.Exists(named) ? named : throw new InputException(InputFailure.FileNotFound, $"The agent {Path.GetFullPath(named)} does not exist.");
        }

        return Places(runtime).FirstOrDefault(File.Exists) ?? throw new InputException(
            InputFailure.AgentMissing, $"There is no agent for {runtime} here: Slipway came with {Found(Travelling)}.")
        {
            Hint = $"Add it to the project: <PackageReference Include=\"{PackageOf(runtime)}\" Version=\"{Version}\" PrivateAssets=\"all\" />, "
                + $"as 'dotnet add package {PackageOf(runtime)} --version {Version}' does; or name a program with --agent FILE.",
        };
    }

    private static IEnumerable<string> Places(RuntimeId runtime)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            yield return Path.Combine(folder, runtime.ToString(), FileName);
        }

        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } moved
            ? moved
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        yield return Path.Combine(packages, PackageOf(runtime).ToLowerInvariant(), Version, "tools", FileName);
        yield return Path.Combine(Travelling, runtime.ToString(), FileName);
    }

    private static string PackageOf(RuntimeId runtime) => $"Slipway.Agent.{runtime}";

    /// <summary>An ELF header that names another machine. A script, for a trial, has none.</summary>
    private static bool IsForOthers(ReadOnlySpan<byte> program, RuntimeId runtime) =>
        program.Length >= 20 && program.StartsWith("\u007fELF"u8)
        && DeviceMachine.ElfMachine(runtime) is { } expected && BinaryPrimitives.ReadUInt16LittleEndian(program[18..]) != expected;

    private static string Found(string folder)
    {
        var runtimes = Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray() : [];
        return runtimes.Length > 0 ? $"the ones for {string.Join(", ", runtimes)}" : "none";
    }
}
