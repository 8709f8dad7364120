using System.Net.Sockets;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Daemon;

/// <summary>Talks to <c>git daemon</c>.</summary>
/// <param name="address">The repository.</param>
/// <param name="cancellationToken">Breaks the connection.</param>
internal sealed class DaemonChannelSource(GitAddress address, CancellationToken cancellationToken) : IChannelSource
{
    /// <inheritdoc/>
    public IChannel Open(GitSmartSubtransportAction action)
    {
        var client = new TcpClient();
        try
        {
            // libgit2 calls on a thread of its own and waits.
            client.ConnectAsync(address.Host.Trim('[', ']'), address.Port, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException exception)
        {
            client.Dispose();
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"{address} cannot be fetched: {address.Host} port {address.Port} does not answer: {exception.Message}.",
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
            channel.Write(Greeting());
            return channel;
        }
        catch (IOException)
        {
            channel.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Every channel owns its connection.
    }

    // One packet: its own length in four hexadecimal digits, then what to run, then which host was meant.
    private byte[] Greeting()
    {
        var request = Encoding.UTF8.GetBytes($"git-upload-pack {address.Path}\0host={address.Host}:{address.Port}\0");
        return [.. Encoding.ASCII.GetBytes((request.Length + 4).ToString("x4", null)), .. request];
    }
}
