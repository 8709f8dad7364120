using System.Net;
using System.Net.Sockets;

namespace Imaginator.Benchmarks;

/// <summary>Files through a loopback socket into one file: what a transfer costs without any protocol.</summary>
internal static class SocketCopy
{
    private const int BufferLength = 256 * 1024;

    public static async Task RunAsync(IEnumerable<string> files, string target)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var receiving = ReceiveAsync(listener, target);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            foreach (var path in files)
            {
                await using var file = File.OpenRead(path);
                await file.CopyToAsync(client.GetStream(), BufferLength);
            }
        }

        await receiving;
    }

    private static async Task ReceiveAsync(TcpListener listener, string target)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var file = File.Create(target);
        await connection.GetStream().CopyToAsync(file, BufferLength);
    }
}
