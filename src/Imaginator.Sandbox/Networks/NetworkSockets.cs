using Imaginator.Linux.Networks;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Networks;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Networks;

/// <summary>
/// The sockets in a private network that the caller serves: it copies them when they exist. Opened before anything of a build runs,
/// so that nothing of a build can take their ports.
/// </summary>
internal sealed class NetworkSockets : IDisposable
{
    private readonly List<SafeFileHandle> _sockets = [];

    /// <summary>Moves this thread to a private network, configures it and opens its sockets.</summary>
    public static NetworkSockets Open(PrivateNetworkRequest request)
    {
        var sockets = new NetworkSockets();
        Namespaces.UnshareNetwork();
        PrivateNetwork.Configure(request.LocalNetworks);
        sockets._sockets.AddRange(request.Listeners.Select(PrivateNetwork.Listen));
        sockets._sockets.AddRange(request.Datagrams.Select(PrivateNetwork.OpenDatagram));
        return sockets;
    }

    /// <summary>The reply to the request.</summary>
    public EnteredReply Report() => new([.. _sockets.Select(socket => (int)socket.DangerousGetHandle())]);

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
