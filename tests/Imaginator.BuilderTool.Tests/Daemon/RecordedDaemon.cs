using System.Net;
using System.Net.Sockets;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Daemon;

/// <summary>A daemon on a real socket that sends one client the recorded bytes of a real one, and keeps what the client sends.</summary>
internal sealed class RecordedDaemon : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Capture _capture;
    private readonly Task<byte[]> _received;

    /// <param name="capture">The recorded session.</param>
    /// <param name="byteByByte">Whether every byte goes into a packet of its own.</param>
    public RecordedDaemon(Capture capture, bool byteByByte)
    {
        _capture = capture;
        _listener.Start();
        _received = ServeAsync(byteByByte ? 1 : int.MaxValue);
    }

    public IEnumerable<string> Flags =>
        ["-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={((IPEndPoint)_listener.LocalEndpoint).Port}"];

    /// <summary>Compares what the client has said with what the recorded client said.</summary>
    public async Task AssertHeardTheSameAsync()
    {
        // The client has come and gone. Where it never came, waiting for it would take for ever.
        _listener.Stop();
        using var reader = new CaptureReader(await _received);
        await reader.AssertSameAsync(_capture, ofClient: true);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _received.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task<byte[]> ServeAsync(int pieceLength)
    {
        using var connection = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        connection.NoDelay = true;
        var stream = connection.GetStream();
        var heard = new MemoryStream();
        var hearing = stream.CopyToAsync(heard, TestContext.Current.CancellationToken);
        for (var i = 0; i < _capture.FromServer.Length; i += Math.Min(pieceLength, _capture.FromServer.Length))
        {
            var count = Math.Min(pieceLength, _capture.FromServer.Length - i);
            await stream.WriteAsync(_capture.FromServer.AsMemory(i, count), TestContext.Current.CancellationToken);
        }

        await hearing;
        return heard.ToArray();
    }
}
