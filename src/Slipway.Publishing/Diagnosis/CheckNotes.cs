namespace Slipway.Publishing.Diagnosis;

/// <summary>What a check has to say so far. Whatever ends the check, what was said before is kept.</summary>
internal sealed class CheckNotes
{
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];
    private readonly List<Finding> _findings = [];
    private bool _isSkipped;

    /// <summary>Says what was seen.</summary>
    public void Note(string note)
    {
        lock (_lock)
        {
            _notes.Add(note);
        }
    }

    /// <summary>Says why nothing was looked at.</summary>
    public void Skip(string reason)
    {
        lock (_lock)
        {
            _isSkipped = true;
            _notes.Add(reason);
        }
    }

    public void Warn(DoctorFinding kind, string found, string expected, string advice) => Add(new Finding(kind, Severity.Warning, found, expected, advice));

    public void Fail(DoctorFinding kind, string found, string expected, string advice) => Add(new Finding(kind, Severity.Error, found, expected, advice));

    public void Add(Finding finding)
    {
        lock (_lock)
        {
            _findings.Add(finding);
        }
    }

    public CheckResult ToResult(string check)
    {
        lock (_lock)
        {
            return new CheckResult(check, [.. _notes], [.. _findings], _isSkipped);
        }
    }
}
