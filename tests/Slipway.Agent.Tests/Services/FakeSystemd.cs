namespace Slipway.Agent.Tests.Services;

/// <summary>Programs that take the place of systemctl and journalctl: what <c>show</c> says is in a file, and every call is noted.</summary>
internal sealed class FakeSystemd
{
    private readonly string _folder;

    public FakeSystemd(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Write(Systemctl, $"""
            #!/bin/sh
            echo "$*" >> '{folder}/calls'
            case $1 in
              show) cat '{folder}/state' ;;
              is-system-running) cat '{folder}/machine' ;;
              kill) touch '{folder}/killed' ;;
              restart|stop) while [ -e '{folder}/hangs' ] && [ ! -e '{folder}/killed' ]; do sleep 0.02; done ;;
            esac
            """);
        Write(Journalctl, $"""
            #!/bin/sh
            echo "journalctl $*" >> '{folder}/calls'
            printf 'first\nlast \033[31mred\n'
            """);
        Say("active", "running", restarts: 0);
        SayOfMachine("running");
    }

    public string Systemctl => Path.Combine(_folder, "systemctl");

    public string Journalctl => Path.Combine(_folder, "journalctl");

    public string[] Calls => File.Exists(Path.Combine(_folder, "calls")) ? File.ReadAllLines(Path.Combine(_folder, "calls")) : [];

    /// <summary>Lets restart and stop hang until somebody kills the unit.</summary>
    public void Hang() => File.WriteAllText(Path.Combine(_folder, "hangs"), "");

    public void Say(string active, string sub, int restarts) =>
        File.WriteAllText(Path.Combine(_folder, "state"), $"NRestarts={restarts}\nExecMainStatus=9\nActiveState={active}\nSubState={sub}\n");

    /// <summary>What the whole system is: running, degraded, stopping, ...</summary>
    public void SayOfMachine(string state)
    {
        File.WriteAllText(Path.Combine(_folder, "machine"), state + "\n");
        if (state == "stopping")
        {
            File.AppendAllText(Systemctl, "case $1 in restart) echo 'Refusing operation, the system is shutting down'; exit 1 ;; esac\n");
        }
    }

    private static void Write(string file, string script)
    {
        File.WriteAllText(file, script + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
