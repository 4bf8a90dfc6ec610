using System.Globalization;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Does the .NET SDK that builds here suit Slipway's build tasks? The rule is that of SLP1000.</summary>
internal sealed class SdkCheck : ICheck
{
    private const int Oldest = 10;
    private const string Expected = ".NET SDK 10 or later";

    public string Name => "sdk";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        var sdk = await examination.Surroundings.FindSdkAsync(examination.Policy.Folder, cancellation);
        if (sdk.Version is null)
        {
            notes.Warn(
                DoctorFinding.SdkUnsuitable,
                $"there is no .NET SDK for {examination.Policy.Folder}: {sdk.Problem}",
                Expected,
                "Install it, or correct global.json, if releases are built here with 'dotnet build'. The slipway command does without.");
        }
        else if (!int.TryParse(sdk.Version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < Oldest)
        {
            notes.Fail(DoctorFinding.SdkUnsuitable, $"'dotnet build' here takes SDK {sdk.Version}", Expected, "Install a newer SDK, or let global.json allow it (\"rollForward\"): SLP1000 stops the build otherwise.");
        }
        else
        {
            notes.Note(sdk.Version);
        }
    }
}
