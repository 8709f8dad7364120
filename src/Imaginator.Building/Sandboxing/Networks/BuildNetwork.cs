using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Linux;
using Imaginator.Linux.Networks;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Networks;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// The network of one sandbox. Its only device is loopback; connections leave it only through sockets in it that this process serves.
/// Disposing of it ends all connections.
/// </summary>
/// <remarks>
/// <code>
/// a command connects to
///   -> its own addresses    127.0.0.0/8, ::1          its own processes, and the package proxy at port 3128
///   -> port 53              of any address            the name servers of this machine     (NameForwarder)
///   -> any other address    "open"                    that address, from this process      (OpenRelay)
///                           "packages", "none"        refused by the kernel's program      (SocketLookup)
/// </code>
/// </remarks>
internal sealed class BuildNetwork : IAsyncDisposable
{
    /// <summary>The port of the package proxy inside a sandbox, at 127.0.0.1.</summary>
    public const int ProxyPort = 3128;

    private const int NamePort = 53;
    private const int MaximumConnections = 128;
    private const int MaximumProxyConnections = 64;
    private const int MaximumNameConnections = 16;

    private readonly SocketLookup _lookup;
    private readonly List<IAsyncDisposable> _services = [];

    private BuildNetwork(SocketLookup lookup, RefusalReport report)
    {
        _lookup = lookup;
        Report = report;
    }

    /// <summary>The connections that it refused.</summary>
    public RefusalReport Report { get; }

    /// <summary>The request to the sandbox program; null for the network of the machine.</summary>
    public static PrivateNetworkRequest? RequestFor(SandboxNetwork network)
    {
        if (network == SandboxNetwork.Host)
        {
            return null;
        }

        ImmutableArray<IPNetwork> ipv6 =
            network == SandboxNetwork.Open ? HostRoutes.ReadIPv6() : HostRoutes.HasIPv6 ? [HostRoutes.AllIPv6] : [];
        ImmutableArray<IPNetwork> local = [HostRoutes.AllIPv4, .. ipv6];
        if (network == SandboxNetwork.None)
        {
            return new PrivateNetworkRequest(local, [], []);
        }

        ImmutableArray<IPEndPoint> names = ipv6.IsEmpty
            ? [new IPEndPoint(IPAddress.Any, NamePort)]
            : [new IPEndPoint(IPAddress.Any, NamePort), new IPEndPoint(IPAddress.IPv6Any, NamePort)];
        var listeners = names.Add(new IPEndPoint(IPAddress.Loopback, ProxyPort));
        if (network == SandboxNetwork.Open)
        {
            // Any free port: the kernel's program leads to these sockets.
            listeners = listeners.Add(new IPEndPoint(IPAddress.Loopback, 0));
            listeners = ipv6.IsEmpty ? listeners : listeners.Add(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }

        return new PrivateNetworkRequest(local, listeners, names);
    }

    /// <summary>Serves the sockets that the sandbox program opened.</summary>
    /// <param name="processId">The sandbox program, a child of this process.</param>
    /// <param name="request">The request.</param>
    /// <param name="reply">The reply to it.</param>
    /// <param name="settings">The network.</param>
    /// <param name="hostName">The host name of the sandbox.</param>
    /// <param name="timeProvider">Measures timeouts.</param>
    /// <exception cref="LinuxException">The kernel does not support such a network.</exception>
    public static async Task<BuildNetwork> OpenAsync(
        int processId,
        PrivateNetworkRequest request,
        EnteredReply reply,
        NetworkSettings settings,
        string hostName,
        TimeProvider timeProvider)
    {
        var sockets = ProcessDescriptors.Copy(processId, reply.Sockets);
        BuildNetwork? network = null;
        try
        {
            var relays = request.Listeners.Zip(sockets).Where(pair => pair.First.Port == 0).ToList();
            var lookup = SocketLookup.Attach(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/net"),
                new SocketLookupRules
                {
                    ServesNames = settings.Policy != SandboxNetwork.None,
                    DeniedNetworks = relays.Count > 0 ? ReservedNetworks.All : [],
                    DeniedPorts = relays.Count > 0 ? settings.DeniedPorts : [],
                    IPv4Listener = relays.FirstOrDefault(pair => pair.First.AddressFamily == AddressFamily.InterNetwork).Second,
                    IPv6Listener = relays.FirstOrDefault(pair => pair.First.AddressFamily == AddressFamily.InterNetworkV6).Second,
                });
            network = new BuildNetwork(lookup, new RefusalReport(settings.Policy, lookup.ReadRefusals));
            network.Serve(request, sockets, settings, new LocalNames(hostName), timeProvider);
            return network;
        }
        catch
        {
            if (network is not null)
            {
                await network.DisposeAsync();
            }

            foreach (var socket in sockets)
            {
                socket.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _lookup.Dispose();
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }
    }

    private void Serve(
        PrivateNetworkRequest request,
        ImmutableArray<SafeFileHandle> sockets,
        NetworkSettings settings,
        LocalNames localNames,
        TimeProvider timeProvider)
    {
        var relay = new OpenRelay(settings.DeniedPorts, Report, timeProvider);
        var names = new NameConnections(settings.Resolvers);
        foreach (var (address, socket) in request.Listeners.Zip(sockets.Select(AsSocket)))
        {
            _services.Add(address.Port switch
            {
                0 => new ConnectionListener(socket, MaximumConnections, relay.ServeAsync, timeProvider),
                NamePort => new ConnectionListener(socket, MaximumNameConnections, names.ServeAsync, timeProvider),
                _ => new ConnectionListener(socket, MaximumProxyConnections, settings.ServeProxyAsync, timeProvider),
            });
        }

        foreach (var socket in sockets.Skip(request.Listeners.Length))
        {
            _services.Add(new NameForwarder(AsSocket(socket), localNames, settings.Resolvers, timeProvider));
        }
    }

    private static Socket AsSocket(SafeFileHandle file)
    {
        var handle = new SafeSocketHandle(file.DangerousGetHandle(), ownsHandle: true);
        file.SetHandleAsInvalid();
        return new Socket(handle);
    }
}
