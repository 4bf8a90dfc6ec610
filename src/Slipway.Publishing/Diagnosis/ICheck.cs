namespace Slipway.Publishing.Diagnosis;

/// <summary>One thing that can be wrong before a release. It changes nothing, and may fail or hang: the others are made nevertheless.</summary>
internal interface ICheck
{
    /// <summary>In one or two words.</summary>
    string Name { get; }

    /// <summary>Looks, and says what it sees.</summary>
    Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation);
}
