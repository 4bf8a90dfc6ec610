namespace Slipway.Publishing.Tests.Diagnosis;

/// <summary>Something that is made wrong, and the finding that it must lead to.</summary>
internal sealed record Ailment(DoctorFinding Finding, string Name, Func<DoctorPatient, Task> MakeAsync)
{
    public Ailment(DoctorFinding finding, string name, Action<DoctorPatient> make)
        : this(finding, name, patient =>
        {
            make(patient);
            return Task.CompletedTask;
        })
    {
    }
}
