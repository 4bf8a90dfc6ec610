using System.Text.RegularExpressions;
using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

/// <summary>Runs the commands of docs/formats.md as a reader would.</summary>
public sealed partial class FormatsDocumentTests
{
    private static readonly string[] Tools = ["openssl", "jq", "sha256sum", "tar", "zstd", "base64"];

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task A08_A09_B05_the_commands_of_the_document_accept_a_bundle(PayloadCompression compression)
    {
        RequireTools();
        using var sample = new SampleBundle();
        await sample.PackAsync(compression);

        var output = Check(sample);

        Assert.Equal(2, SignatureFits().Count(output));
        Assert.Contains($"{BundleFolder.PayloadName(compression)}: OK", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("printf x | dd of=payload.tar.zst bs=1 seek=100 conv=notrunc")]
    [InlineData("printf x | dd of=signature.sig bs=1 seek=10 conv=notrunc")]
    [InlineData("jq -cSj '.manifest.timestamp=1' manifest.json > m; mv m manifest.json")]
    public async Task B05_the_commands_of_the_document_refuse_a_changed_bundle(string line)
    {
        RequireTools();
        using var sample = new SampleBundle();
        await sample.PackAsync();
        Shell.Run(sample.Folder, $"cd bundle; {line}");

        Assert.ThrowsAny<Exception>(() => Check(sample));
    }

    private static string Check(SampleBundle sample)
    {
        File.WriteAllText(sample.InBundle("builder.pub.pem"), sample.Key.PublicKey.ToPem());
        return Shell.Run(sample.Folder, $"set -e; cd bundle\n{Commands()}");
    }

    private static string Commands()
    {
        var block = ShellBlock().Matches(RepositoryRoot.Read("docs/formats.md"));
        return Assert.Single(block).Groups["commands"].Value;
    }

    private static void RequireTools()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = Tools.Where(tool => !path.Any(folder => File.Exists(Path.Combine(folder, tool))));
        Assert.SkipWhen(missing.Any(), $"not on this machine: {string.Join(", ", missing)}");
    }

    [GeneratedRegex("^```sh\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("Signature Verified Successfully")]
    private static partial Regex SignatureFits();
}
