using System.Runtime.InteropServices;

namespace Slipway.Signing;

/// <summary>Finds libcrypto under the names that .NET's own cryptography looks for, newest first.</summary>
internal static class LibCryptoFile
{
    /// <exception cref="InputException"><see cref="InputFailure.LibraryMissing"/>.</exception>
    public static nint Load() => Load(Names(Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE")));

    internal static nint Load(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            // No search in the current folder, where anybody may have put a library.
            if (NativeLibrary.TryLoad(name, typeof(LibCryptoFile).Assembly, DllImportSearchPath.SafeDirectories, out var library))
            {
                if (NativeLibrary.TryGetExport(library, "EVP_DigestSign", out _))
                {
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        throw new InputException(InputFailure.LibraryMissing, $"OpenSSL's libcrypto, which signs and verifies, is not on this machine (looked for {string.Join(", ", names)}).")
        {
            Hint = "Install OpenSSL 3 or 1.1.1, for example 'apt-get install libssl3' or 'apk add libcrypto3'.",
        };
    }

    /// <param name="versionOverride">What .NET loads instead of its own choice, when the user says so.</param>
    internal static IReadOnlyList<string> Names(string? versionOverride)
    {
        if (OperatingSystem.IsWindows())
        {
            return RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? ["libcrypto-3-arm64.dll", "libcrypto-3.dll"]
                : ["libcrypto-3-x64.dll", "libcrypto-3.dll", "libcrypto-1_1-x64.dll"];
        }

        // macOS ends a process that loads libcrypto.dylib without a version.
        return OperatingSystem.IsMacOS()
            ? ["libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"]
            : [.. string.IsNullOrEmpty(versionOverride) ? [] : new[] { $"libcrypto.so.{versionOverride}" }, "libcrypto.so.3", "libcrypto.so.1.1"];
    }
}
