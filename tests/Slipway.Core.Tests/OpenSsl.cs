namespace Slipway.Core.Tests;

/// <summary>The openssl command, as the other reader and writer of our files.</summary>
internal static class OpenSsl
{
    public static string Run(TemporaryFolder folder, params string[] arguments) => Command.Run(folder, "openssl", arguments);
}
