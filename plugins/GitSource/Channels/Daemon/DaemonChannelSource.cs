using System.Net.Sockets;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Daemon;

/// <summary>Opens connections to <c>git daemon</c>.</summary>
internal sealed class DaemonChannelSource(GitAddress address, CancellationToken cancellationToken) : IChannelSource
{
    public IChannel Open(GitSmartSubtransportAction action)
    {
        var client = new TcpClient();
        try
        {
            // libgit2 calls on its own thread and waits.
            client.ConnectAsync(address.Host.Trim('[', ']'), address.Port, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException exception)
        {
            client.Dispose();
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"cannot fetch {address}: {address.Host} port {address.Port} does not answer: {exception.Message.TrimEnd('.')}",
                exception);
        }
        catch (OperationCanceledException)
        {
            client.Dispose();
            throw;
        }

        var channel = new DaemonChannel(client, cancellationToken);
        try
        {
            channel.Write(Request());
            return channel;
        }
        catch (IOException)
        {
            channel.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // Each channel owns its connection.
    }

    // One packet: its length in four hexadecimal digits, the command, and the requested host.
    private byte[] Request()
    {
        var request = Encoding.UTF8.GetBytes($"git-upload-pack {address.Path}\0host={address.Host}:{address.Port}\0");
        return [.. Encoding.ASCII.GetBytes((request.Length + 4).ToString("x4", null)), .. request];
    }
}
