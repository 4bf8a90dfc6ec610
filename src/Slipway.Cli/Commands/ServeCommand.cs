using System.CommandLine;
using System.Globalization;
using Slipway.Publishing.Serving;

namespace Slipway.Cli.Commands;

internal static class ServeCommand
{
    private const int DefaultPort = 8600;

    public static Command Create()
    {
        var address = Options.Create("--address", "ip", "The address to listen on; default: 127.0.0.1, which only this machine reaches", System.Net.IPAddress.Parse);
        var port = Options.Create("--port", "number", $"The port; 0 takes a free one; default: {DefaultPort}", ParsePort);
        var folder = Options.Text("--folder", "folder", "The folder to serve; default: the store in slipway.json");
        Command command = new("serve", "Serve a folder store over http, for trying things out.") { address, port, folder };

        command.SetAction(async (arguments, cancellation) =>
        {
            var root = arguments.GetValue(folder) ?? FolderOf(new Session(arguments).Policy().Store);
            var output = arguments.InvocationConfiguration.Output;
            await using var server = StaticFileServer.Start(root, arguments.GetValue(address) ?? System.Net.IPAddress.Loopback, arguments.GetValue(port) ?? DefaultPort);
            await output.WriteLineAsync($"{server.Address} serves {root}; stop it with Ctrl+C.");
            await output.FlushAsync(cancellation);
            await server.RunAsync(cancellation);
            return ExitCode.Done;
        });

        return command;
    }

    private static string FolderOf(Uri store) => store.IsFile ? store.LocalPath : throw new StoreException(StoreFailure.AddressInvalid, $"The store {store} is not a folder, and has a server of its own.")
    {
        Hint = "Name a folder to serve with --folder DIR.",
    };

    private static int? ParsePort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{text}' is not a port: expected 0 to 65535");
}
