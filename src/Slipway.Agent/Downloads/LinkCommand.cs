using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using Slipway.Agent.Device;
using Slipway.Agent.Services;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Downloads;

/// <summary>A program of the device that makes links: it is given the address of a file, and prints one that may be read for some time.</summary>
/// <remarks>What it prints is a secret: it is in no message. There is no shell, and what it says of errors is not kept.</remarks>
/// <param name="command">The program and its arguments; the address becomes the last one.</param>
/// <param name="layout">The device; the program runs in the product's folder.</param>
/// <param name="patience">How long it may take.</param>
public sealed class LinkCommand(ImmutableArray<string> command, DeviceLayout layout, TimeSpan patience) : ILinkIssuer
{
    /// <summary>How long it may take: to ask a signing service, too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int LongestLink = 8 * 1024;

    /// <inheritdoc/>
    public async Task<Uri> IssueAsync(string path, Uri address, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string> { [DeviceLayout.Variable] = layout.Base, ["SLIPWAY_PATH"] = path };
        try
        {
            var run = await CapturedProcess.RunAsync([.. command, address.AbsoluteUri], layout.Base, environment, LongestLink, patience, cancellation, isAnswer: true);
            return run.ExitCode is null ? throw Failure(path, $"was not done within {patience.TotalSeconds:0.#} s")
                : run.ExitCode != 0 ? throw Failure(path, $"ended with {run.ExitCode}: expected 0")
                : run.IsCut ? throw Failure(path, $"printed more than {LongestLink} bytes: expected one address")
                : Read(run.Output) ?? throw Failure(path, "printed something else: expected one address of http or https");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            throw Failure(path, $"could not be started: {failure.Message.TrimEnd('.')}");
        }
    }

    private static Uri? Read(byte[] output)
    {
        // ASCII would read a question mark for what is none: another address than the one that was printed.
        var text = Encoding.Latin1.GetString(output).Trim();
        return text.All(c => c is > ' ' and <= '~') && Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link : null;
    }

    private DeviceException Failure(string path, string what) => new(DeviceFailure.LinkFailed, $"The link command {command[0]} {what}, for {path}.")
    {
        Hint = "Run it by hand as the agent's user, with an address as its last argument: what it says of errors is not kept, as it may hold a token.",
    };
}
