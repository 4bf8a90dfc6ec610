#if !FULL_FEED
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class LibCryptoFileTests
{
    [Fact]
    public void A_machine_without_libcrypto_is_told_what_to_install()
    {
        var refusal = Assert.Throws<InputException>(() => LibCryptoFile.Load(["libcrypto.so.99", "libcrypto.so.98"]));

        Assert.Equal("SLP1034", refusal.Code);
        Assert.Contains("libcrypto.so.99, libcrypto.so.98", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Install OpenSSL", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_no_libcrypto_is_passed_over() =>
        Assert.Throws<InputException>(() => LibCryptoFile.Load(["libc.so.6"]));

    [Fact]
    public void The_version_that_dotnet_was_told_to_load_comes_first()
    {
        Assert.Equal(["libcrypto.so.3", "libcrypto.so.1.1"], LibCryptoFile.Names(null));
        Assert.Equal(["libcrypto.so.3.9", "libcrypto.so.3", "libcrypto.so.1.1"], LibCryptoFile.Names("3.9"));
    }
}
#endif
