using Slipway.Bundles;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;
using Slipway.Signing;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Can a bundle be made here? A small one is packed, signed and verified, and thrown away: that asks libzstd, libcrypto and the temporary folder at once.</summary>
internal sealed class BundlingCheck : ICheck
{
    public string Name => "bundling";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        string? folder = null;
        try
        {
            folder = examination.Surroundings.MakeTemporaryFolder();
            await PackAsync(folder, cancellation);
            notes.Note("a trial bundle was packed with zstd, signed and verified");
        }
        catch (Exception failure) when (failure is SlipwayException || FileRefusal.Is(failure))
        {
            var refusal = FileRefusal.Coded(failure);
            notes.Fail(DoctorFinding.BundlingFails, refusal.InWords(), "libzstd, libcrypto, and room in the temporary folder", refusal.Hint ?? "Mend what the message names.");
        }
        finally
        {
            if (folder is not null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task PackAsync(string folder, CancellationToken cancellation)
    {
        var payload = Directory.CreateDirectory(Path.Combine(folder, "payload")).FullName;
        await File.WriteAllTextAsync(Path.Combine(payload, "trial"), "slipway doctor", cancellation);
        using var key = new SigningKey(Ed25519PrivateKey.Generate(), "trial");
        var output = Path.Combine(folder, "bundle");
        await BundlePacker.PackAsync(
            new PackRequest
            {
                Product = SegmentName.Parse("trial"),
                Version = SemanticVersion.Parse("0.0.0"),
                Runtime = RuntimeId.Parse("linux-x64"),
                Payload = PayloadSource.FromFolder(payload),
                OutputFolder = output,
                Timestamp = 0,
            },
            key,
            progress: null,
            cancellation);
        await BundleVerifier.VerifyBundleAsync(output, [key.PublicKey], progress: null, cancellation);
    }
}
