using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// Connects commands in a sandbox with the addresses that they called: the local address of an accepted connection. Addresses are
/// checked here again, independently of the kernel's program.
/// </summary>
internal sealed class OpenRelay(ImmutableArray<int> deniedPorts, RefusalReport report, TimeProvider timeProvider)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMinutes(2); // as the kernel's, approximately

    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        var target = (IPEndPoint)client.LocalEndPoint!;
        if (ReservedNetworks.Contain(target.Address) || deniedPorts.Contains(target.Port))
        {
            SocketPump.Abort(client);
            return;
        }

        client.NoDelay = true;
        using var server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(ConnectTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await server.ConnectAsync(target, either.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            SocketPump.Abort(client);
            if (!cancellationToken.IsCancellationRequested)
            {
                report.AddFailure(target.ToString(), e is SocketException ? e.Message : "no answer");
            }

            return;
        }

        await SocketPump.RunAsync(client, server, cancellationToken);
    }
}
