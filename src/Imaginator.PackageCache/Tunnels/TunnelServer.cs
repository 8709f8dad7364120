using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Connections;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Fetching;
using Imaginator.PackageCache.Serving;
using Microsoft.AspNetCore.Connections;

namespace Imaginator.PackageCache.Tunnels;

/// <summary>
/// Serves connections that begin with a request for a tunnel, before the web server sees them; other connections go on to it.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// connection
///   -> 1 read the request       up to its empty line; anything else is for the web server
///   -> 2 find the session       of a running command, by its secret; its connections are limited
///   -> 3 check the server       with "packages", the list of the site and the stream; never a port of the daemon
///   -> 4 connect                to an address that the policy allows, or through the proxy of this machine
///   -> 5 copy                   until both sides have ended, or the command has
/// </code>
/// </remarks>
internal sealed class TunnelServer(ProxySessions sessions, PackageCacheOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);

        // 1
        switch (await ReadAsync(connection))
        {
            case (true, null):
                await next(connection);
                break;
            case (false, { } request):
                await ServeAsync(connection, request);
                break;
            case (false, null):
                await RefuseAsync(connection, "400 Bad Request");
                break;
        }
    }

    /// <summary>Reads the request; or nothing, if the connection is for the web server.</summary>
    private async Task<(bool IsOther, TunnelRequest? Request)> ReadAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                var bytes = read.Buffer;
                if (!TunnelRequest.CanStart(bytes) || (read.IsCompleted && bytes.IsEmpty))
                {
                    input.AdvanceTo(bytes.Start);
                    return (true, null);
                }

                if (TunnelRequest.FindEnd(bytes) is { } end)
                {
                    var request = TunnelRequest.TryParse(bytes.Slice(0, end), out var parsed) ? parsed : null;
                    input.AdvanceTo(end);
                    return (false, request);
                }

                input.AdvanceTo(bytes.Start, bytes.End);
                if (read.IsCompleted || bytes.Length > TunnelRequest.MaximumLength)
                {
                    return (false, null);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return (false, null);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, TunnelRequest request)
    {
        // 2
        if (sessions.Find(request.Authorization) is not { } session)
        {
            await RefuseAsync(connection, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"imaginator\"\r\n");
            return;
        }

        var slot = connection.Features.Get<ConnectionSlot>();
        if (slot?.TryAssign(session) == false || slot?.TryHold() == false)
        {
            await RefuseAsync(connection, "503 package cache: too many connections of the command");
            return;
        }

        // 3
        if (CauseOfRefusal(request, session) is { } cause)
        {
            session.Deny($"{request.Host}:{request.Port}", cause);
            await RefuseAsync(connection, $"403 Network policy {session.Policy.Network.NameOf()} denies {request.Host}:{request.Port}");
            return;
        }

        // 4 and 5. A client that has ended its input still receives.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        try
        {
            using var server = await TunnelDialer.ConnectAsync(request, options.OriginTimeout, timeProvider, ended.Token);
            await connection.Transport.Output.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), ended.Token);
            await CopyAsync(connection.Transport, server, session, ended);
        }
        catch (ReservedAddressException e)
        {
            session.Deny(e.Target, "addresses of this machine and its link require Network host");
            await RefuseAsync(connection, $"403 Network policy {session.Policy.Network.NameOf()} denies {request.Host}:{request.Port}");
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            await RefuseAsync(connection, $"502 {e.Message}");
        }
        catch (OperationCanceledException)
        {
            connection.Abort();
        }
    }

    private string? CauseOfRefusal(TunnelRequest request, ProxySession session)
    {
        if (session.Policy.Network == SandboxNetwork.Host)
        {
            return "with the network of the machine, commands connect to HTTPS servers themselves";
        }

        if (ReservedNetworks.ContainHost(request.Host))
        {
            return "addresses of this machine and its link require Network host";
        }

        if (options.DeniedPorts.Contains(request.Port))
        {
            return "builds cannot connect to ports of the daemon";
        }

        return session.Policy.Network == SandboxNetwork.Packages && !session.Allows(request.Host, request.Port)
            ? "to allow it, add it to NetworkHosts"
            : null;
    }

    private static async Task CopyAsync(IDuplexPipe client, Socket server, ProxySession session, CancellationTokenSource ended)
    {
        using var stream = new NetworkStream(server, ownsSocket: false);
        var sending = SendAsync();
        try
        {
            await ReceiveAsync(stream, client.Output, session, ended.Token);
            await client.Output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await ended.CancelAsync();
        }

        await sending;

        // The client must not mistake an interruption for the end.
        ended.Token.ThrowIfCancellationRequested();

        async Task SendAsync()
        {
            try
            {
                await client.Input.CopyToAsync(stream, ended.Token);
                server.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                await ended.CancelAsync();
            }
        }
    }

    /// <summary>Copies until the server has ended its output, or the client has closed the connection.</summary>
    /// <exception cref="IOException">The connection failed, or the command has received too much.</exception>
    private static async Task ReceiveAsync(
        NetworkStream server, PipeWriter client, ProxySession session, CancellationToken cancellationToken)
    {
        while (await server.ReadAsync(client.GetMemory(), cancellationToken) is > 0 and var count)
        {
            session.Charge(count);
            client.Advance(count);
            var flushed = await client.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task RefuseAsync(ConnectionContext connection, string status, string headers = "")
    {
        var line = new string([.. status.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]);
        try
        {
            await connection.Transport.Output.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {line}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"));
        }
        catch (IOException)
        {
            // The client has left.
        }
    }
}
