using System.Text;
using Slipway.Publishing;

namespace Slipway.Cli;

/// <summary>Lines of the parser of the command line: messages repeat what was typed, and help what variables say. In a pipeline that is what somebody wrote into a form.</summary>
/// <param name="output">Where they go.</param>
internal sealed class PlainWriter(TextWriter output) : TextWriter
{
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <summary>Ends the line; a line end in <paramref name="value"/> does not.</summary>
    public override void WriteLine(string? value)
    {
        _line.Append(value);
        WriteLine();
    }

    /// <inheritdoc/>
    public override void WriteLine()
    {
        output.WriteLine(PlainText.Of(_line.ToString()));
        _line.Clear();
    }

    /// <summary>Help comes in pieces, and ends its lines itself.</summary>
    public override void Write(char value)
    {
        if (value == '\n')
        {
            WriteLine();
        }
        else if (value != '\r')
        {
            _line.Append(value);
        }
    }
}
