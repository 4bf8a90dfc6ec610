namespace Slipway.Testing.Servers;

/// <summary>Debian's nginx with servers of a test, in a process of its own.</summary>
public sealed class NginxServer : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _process;

    private NginxServer(TemporaryFolder folder, ServerProcess process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = ServerProcess.Obstacle ?? (Programs.FindMissing("nginx") is { } missing ? $"{missing} Debian's package nginx-light has it." : null);

    public Uri Address { get; }

    /// <summary>What was answered since this was asked last: path, status, and what the cache said, or <c>-</c>.</summary>
    public async Task<string[]> TakeAnswersAsync()
    {
        // An answer is written down after it was sent, one after the other: once this one is there, all before it are.
        var last = $"/asked-last-{Guid.NewGuid():N}";
        using var client = new HttpClient();
        (await client.GetAsync(new Uri(Address, last))).Dispose();
        var file = _folder["answers.log"];
        var answers = await File.ReadAllLinesAsync(file);
        for (; !answers.Any(IsLast); answers = await File.ReadAllLinesAsync(file))
        {
            await Task.Delay(10);
        }

        await File.WriteAllTextAsync(file, "");
        return [.. answers.Where(answer => !IsLast(answer))];

        bool IsLast(string answer) => answer.StartsWith(last, StringComparison.Ordinal);
    }

    /// <summary>Starts it.</summary>
    /// <param name="configure">What is inside of <c>http</c>, for a port and a folder that it may write to.</param>
    public static async Task<NginxServer> StartAsync(Func<int, string, string> configure)
    {
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        var address = new Uri($"http://127.0.0.1:{port}/");
        await File.WriteAllTextAsync(folder["nginx.conf"], $$"""
            daemon off;
            master_process off;
            pid {{folder["nginx.pid"]}};
            error_log stderr;
            events { }
            http {
                log_format answers '$uri $status $upstream_cache_status';
                access_log {{folder["answers.log"]}} answers;
                client_body_temp_path {{folder["body"]}};
                proxy_temp_path {{folder["proxy"]}};
                fastcgi_temp_path {{folder["fastcgi"]}};
                scgi_temp_path {{folder["scgi"]}};
                uwsgi_temp_path {{folder["uwsgi"]}};
            {{configure(port, folder["cache"])}}
            }
            """);
        try
        {
            return new NginxServer(folder, await ServerProcess.StartAsync(folder["output.log"], address, "nginx", "-e", "stderr", "-c", folder["nginx.conf"]), address);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }
}
