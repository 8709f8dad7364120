using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Manifests behind a proxy that the environment of the program names.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly BuildSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("https", "403 Forbidden", "CONNECT git.invalid:443 ", "the proxy 127.0.0.1:PORT refuses a connection to git.invalid port 443")]
    [InlineData("http", "407 Proxy Authentication Required", "GET http://git.invalid/x.git/", "the proxy 127.0.0.1:PORT requires a user and a password")]
    [InlineData("http", "404 Not Found", "GET http://git.invalid/x.git/", "the URL is not that of a git repository; its answer: says the proxy")]
    public async Task Proxy_IsAsked_AndWhatItRefusesIsItsOwnFault(string scheme, string status, string request, string reason)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var port = ((IPEndPoint)proxy.LocalEndpoint).Port;
        var first = AnswerAsync(proxy, status);

        var result = await BuildAsync(scheme, port);

        result.ShouldFail(1, reason.Replace("PORT", $"{port}", StringComparison.Ordinal));
        Assert.StartsWith(request, await first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyThatDoesNotAnswer_IsNamed()
    {
        var port = FreePort.Next();

        var result = await BuildAsync("https", port);

        result.ShouldFail(1, $"the proxy 127.0.0.1:{port} does not answer", "correct the proxy variable of the environment");
    }

    private Task<ProgramResult> BuildAsync(string scheme, int port)
    {
        _site.ManifestUrl("app", $"{scheme}://git.invalid/x.git");
        return RunningProgram.RunAsync(
            Distribution.Imaginator,
            _site.BuildArguments("app"),
            new Dictionary<string, string?> { [$"{scheme}_proxy"] = $"http://127.0.0.1:{port}", ["no_proxy"] = null });
    }

    /// <summary>Gives each request the same answer, until the listener ends; returns the first request.</summary>
    private static async Task<string> AnswerAsync(TcpListener proxy, string status)
    {
        const string Body = "says the proxy\n";
        var answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");
        var requested = new TaskCompletionSource<string>();
        _ = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    using var client = await proxy.AcceptTcpClientAsync();
                    var buffer = new byte[16 * 1024];
                    var length = await client.GetStream().ReadAsync(buffer);
                    requested.TrySetResult(Encoding.ASCII.GetString(buffer, 0, length));
                    await client.GetStream().WriteAsync(answer);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                requested.TrySetException(e);
            }
        });
        return await requested.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
