using System.Diagnostics;
using System.Globalization;

namespace Slipway.Demo;

/// <summary>Stands in for a service manager: starts and stops the product by its process id.</summary>
internal static class ServiceScript
{
    private const string Text =
        """
        #!/bin/sh
        # service.sh start|stop|restart: what systemd does on a real device.
        set -eu
        pid=$SLIPWAY_BASE_DIR/service.pid
        stop() {
            [ -f "$pid" ] || return 0
            kill "$(cat "$pid")" 2>/dev/null || true
            while kill -0 "$(cat "$pid")" 2>/dev/null; do sleep 0.05; done
            rm -f "$pid"
        }
        start() {
            cd "$SLIPWAY_BASE_DIR/current"
            ./edge-agent >>"$SLIPWAY_BASE_DIR/service.log" 2>&1 </dev/null &
            echo $! >"$pid"
        }
        case $1 in
            start) start ;;
            stop) stop ;;
            restart) stop; start ;;
        esac

        """;

    public static void Write(Workshop workshop) => File.WriteAllText(workshop.Service, Text.ReplaceLineEndings("\n"));

    /// <summary>Ends the product of this run, or of one that was interrupted.</summary>
    public static void StopLeftOver(Workshop workshop)
    {
        var file = Path.Combine(workshop.Base, "service.pid");
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            using var product = Process.GetProcessById(int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
            if (product.MainModule?.FileName.StartsWith(workshop.Root, StringComparison.Ordinal) == true || product.ProcessName.StartsWith("edge-agent", StringComparison.Ordinal))
            {
                product.Kill();
                product.WaitForExit();
            }
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
