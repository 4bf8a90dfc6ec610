using System.Diagnostics.CodeAnalysis;

namespace Slipway.Bundles;

/// <summary>A portable .NET runtime identifier of Linux, for example <c>linux-arm64</c> or <c>linux-musl-x64</c>.</summary>
public sealed record RuntimeId
{
    private const string Prefix = "linux-";
    private const string MuslPrefix = "linux-musl-";

    private readonly string _text;

    private RuntimeId(string text, string targetArchitecture)
    {
        _text = text;
        TargetArchitecture = targetArchitecture;
    }

    /// <summary>The processor in the words of <c>uname -m</c>, for example <c>aarch64</c>.</summary>
    public string TargetArchitecture { get; }

    /// <summary>Whether the C library is musl, as on Alpine.</summary>
    public bool IsMusl => _text.StartsWith(MuslPrefix, StringComparison.Ordinal);

    /// <exception cref="FormatException"><paramref name="text"/> is not a Linux runtime identifier.</exception>
    public static RuntimeId Parse(string text) =>
        TryParse(text, out var runtime)
            ? runtime
            : throw new FormatException($"'{text}' is not a Linux runtime identifier: expected for example linux-x64, linux-arm64, linux-arm or linux-musl-x64");

    /// <summary>Accepts the portable identifiers only: those of single distributions are no longer made by .NET.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RuntimeId? runtime)
    {
        runtime = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var prefix = text.StartsWith(MuslPrefix, StringComparison.Ordinal) ? MuslPrefix : Prefix;
        runtime = MachineName(text[prefix.Length..]) is { } architecture ? new RuntimeId(text, architecture) : null;
        return runtime is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    // What `uname -m` says on such a device.
    private static string? MachineName(string architecture) => architecture switch
    {
        "x64" => "x86_64",
        "x86" => "i686",
        "arm64" => "aarch64",
        "arm" => "armv7l",
        "armv6" => "armv6l",
        "riscv64" => "riscv64",
        "loongarch64" => "loongarch64",
        "ppc64le" => "ppc64le",
        "s390x" => "s390x",
        _ => null,
    };
}
