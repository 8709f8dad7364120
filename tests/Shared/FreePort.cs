using System.Net;
using System.Net.Sockets;

namespace Imaginator.Tests.Shared;

/// <summary>Ports of the loopback interface for programs that cannot be told to choose one themselves.</summary>
internal static class FreePort
{
    // The system gives away those from 32768 on by itself: one of them could be somebody else's before the program starts.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _last = Random.Shared.Next(Count);

    /// <summary>A port that nobody uses, and that is not given to anybody else in this process.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref _last) & int.MaxValue) % Count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }

        throw new InvalidOperationException($"all ports from {First} to {First + Count - 1} are in use");
    }
}
