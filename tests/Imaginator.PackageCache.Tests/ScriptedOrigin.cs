using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.PackageCache.Tests;

/// <summary>A server that answers each connection with the next of some texts, byte for byte, and closes it.</summary>
internal sealed class ScriptedOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly Task _serving;

    public ScriptedOrigin(params string[] answers)
    {
        _listener.Start();
        _serving = ServeAsync(answers);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri UrlOf(string path) => new($"http://127.0.0.1:{Port}{path}");

    /// <summary>The requests that came, as they came.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(string[] answers)
    {
        foreach (var answer in answers)
        {
            using var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = connection.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[1024];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                head.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token)));
            }

            _requests.Add(head.ToString());
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.ReplaceLineEndings("\r\n")), _stop.Token);
        }
    }
}
