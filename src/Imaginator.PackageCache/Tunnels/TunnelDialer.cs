using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Imaginator.PackageCache.Fetching;

namespace Imaginator.PackageCache.Tunnels;

/// <summary>Connects to the server of a tunnel: directly, or through the proxy that the environment of this process names.</summary>
internal static class TunnelDialer
{
    private const int MaximumAnswer = 16 * 1024;

    /// <summary>Connects. Only to addresses that builds can reach, unless the proxy of this machine connects.</summary>
    /// <exception cref="ReservedAddressException">Builds do not reach the addresses of the server.</exception>
    /// <exception cref="SocketException">There was no connection.</exception>
    /// <exception cref="IOException">The proxy of this machine refused.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public static async Task<Socket> ConnectAsync(
        TunnelRequest request, TimeSpan timeLimit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(timeLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var address = new UriBuilder(Uri.UriSchemeHttps, request.Host, request.Port).Uri;
            return HttpClient.DefaultProxy.GetProxy(address) is { } proxy && proxy != address
                ? await ConnectThroughAsync(proxy, request, either.Token)
                : await OriginConnector.ConnectAsync(request.Host, request.Port, reachesMachine: false, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {timeLimit.TotalSeconds:0} s", e);
        }
    }

    private static async Task<Socket> ConnectThroughAsync(Uri proxy, TunnelRequest request, CancellationToken cancellationToken)
    {
        var socket = await OriginConnector.ConnectAsync(proxy.IdnHost, proxy.Port, reachesMachine: true, cancellationToken);
        try
        {
            var host = request.Host.Contains(':') ? $"[{request.Host}]" : request.Host;
            var target = string.Create(CultureInfo.InvariantCulture, $"{host}:{request.Port}");
            var authorization = proxy.UserInfo.Length == 0
                ? ""
                : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n";
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n"), cancellationToken);
            var status = await ReadAnswerAsync(socket, cancellationToken);
            return status.Split(' ') is [_, ['2', _, _], ..]
                ? socket
                : throw new IOException($"proxy {proxy.Host}:{proxy.Port} refused the connection: {status}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads an answer up to its empty line, byte by byte: what follows belongs to the tunnel. Returns its first line.</summary>
    private static async Task<string> ReadAnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var next = new byte[1];
        while (answer.Length < MaximumAnswer && await socket.ReceiveAsync(next, cancellationToken) == 1)
        {
            answer.Append((char)next[0]);
            if (next[0] == '\n' && answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                return answer.ToString().Split("\r\n")[0];
            }
        }

        return "no HTTP response";
    }
}
