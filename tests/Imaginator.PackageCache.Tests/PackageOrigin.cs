using System.Globalization;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.PackageCache.Tests;

/// <summary>A package repository served by nginx, which logs what it was asked for.</summary>
internal sealed class PackageOrigin : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private ServerProgram? _nginx;
    private int _marks;

    public int Port { get; private set; }

    public Uri UrlOf(string path) => new($"http://127.0.0.1:{Port}{path}");

    /// <summary>Starts nginx. Below <c>/slow</c> is the same as below <c>/</c>, at 100 KiB each second after the first 64.</summary>
    public static async Task<PackageOrigin> StartAsync()
    {
        var origin = new PackageOrigin { Port = FreePort.Next() };
        Directory.CreateDirectory(origin.In("files"));
        await File.WriteAllTextAsync(origin.In("nginx.conf"), $$"""
            user root;
            daemon off;
            worker_processes 1;
            pid {{origin.In("nginx.pid")}};
            error_log stderr crit;
            events { worker_connections 128; }
            http {
                log_format short '$request_method $uri $status';
                access_log {{origin.In("access.log")}} short;
                client_body_temp_path {{origin.In("body")}};
                fastcgi_temp_path {{origin.In("fastcgi")}};
                proxy_temp_path {{origin.In("proxy")}};
                uwsgi_temp_path {{origin.In("uwsgi")}};
                scgi_temp_path {{origin.In("scgi")}};
                server {
                    listen 127.0.0.1:{{origin.Port}};
                    root {{origin.In("files")}};
                    location /slow/ { alias {{origin.In("files")}}/; limit_rate_after 64k; limit_rate 100k; }
                    location /private/ { alias {{origin.In("files")}}/; add_header Cache-Control private; }
                    location /moved/ { return 302 /debian/pool/a.deb; }
                }
            }
            """);
        origin._nginx = await ServerProgram.StartAsync(
            () => ServerProgram.Answers(origin.Port), ServerProgram.Find("nginx-light", "/usr/sbin/nginx"), "-c", origin.In("nginx.conf"));
        return origin;
    }

    /// <summary>Serves a file, last changed at a time.</summary>
    public void Serve(string path, string contents, int minute = 0)
    {
        var file = _directory.Write("files" + path, contents);
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
    }

    /// <summary>Goes away, for good.</summary>
    public async Task StopAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
            _nginx = null;
        }
    }

    /// <summary>What it was asked for so far, in order, as <c>METHOD PATH STATUS</c>; what tests ask it themselves apart.</summary>
    public async Task<string[]> AskedAsync()
    {
        // It logs one request after the other: when this one is there, all others are.
        var mark = $"/mark-{Interlocked.Increment(ref _marks).ToString(CultureInfo.InvariantCulture)}";
        using var http = new HttpClient();
        using (await http.GetAsync(UrlOf(mark)))
        {
            string[] lines;
            do
            {
                lines = await File.ReadAllLinesAsync(In("access.log"));
            }
            while (!lines.Any(line => line.Contains(mark, StringComparison.Ordinal)));
            return [.. lines.Where(line => !line.Contains("/mark-", StringComparison.Ordinal))];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    private string In(string name) => _directory.PathOf(name);
}
