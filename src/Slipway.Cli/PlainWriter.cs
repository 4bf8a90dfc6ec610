using System.Text;
using Slipway.Publishing;

namespace Slipway.Cli;

/// <summary>Lines in which the parser of the command line repeats what was typed. In a pipeline that is what somebody wrote into a form.</summary>
/// <param name="output">Where they go.</param>
internal sealed class PlainWriter(TextWriter output) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void WriteLine() => output.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value) => output.WriteLine(PlainText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void Write(char value) => output.Write(value);
}
