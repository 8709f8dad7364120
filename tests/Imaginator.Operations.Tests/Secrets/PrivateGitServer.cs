using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Operations.Tests.Secrets;

/// <summary>Serves git repositories over HTTP, by git's own <c>http-backend</c>, to whoever knows the password.</summary>
internal sealed class PrivateGitServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly string _root;
    private readonly string _login;

    private PrivateGitServer(WebApplication server, string root, string user, string password)
    {
        _server = server;
        _root = root;
        _login = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
    }

    /// <summary>HOST:PORT.</summary>
    public string Authority => new Uri(_server.Urls.Single()).Authority;

    /// <summary>How many requests came with the password.</summary>
    public int Admitted { get; private set; }

    public static async Task<PrivateGitServer> StartAsync(string root, string user, string password)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new PrivateGitServer(application, root, user, password);
        application.Run(server.AnswerAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != _login)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"private\"";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        Admitted++;
        var start = new ProcessStartInfo("git", ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["GIT_PROJECT_ROOT"] = _root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["REMOTE_USER"] = "tester";
        start.Environment["PATH_INFO"] = http.Request.Path;
        start.Environment["REQUEST_METHOD"] = http.Request.Method;
        start.Environment["QUERY_STRING"] = http.Request.QueryString.Value?.TrimStart('?') ?? "";
        start.Environment["CONTENT_TYPE"] = http.Request.ContentType ?? "";
        start.Environment["HTTP_CONTENT_ENCODING"] = http.Request.Headers.ContentEncoding;
        using var backend = Process.Start(start)!;
        using var answer = new MemoryStream();
        var reading = backend.StandardOutput.BaseStream.CopyToAsync(answer);
        await http.Request.Body.CopyToAsync(backend.StandardInput.BaseStream);
        backend.StandardInput.Close();
        await reading;
        await backend.WaitForExitAsync();

        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            if (name == "Status")
            {
                http.Response.StatusCode = int.Parse(value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                http.Response.Headers[name] = value;
            }
        }

        await http.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
