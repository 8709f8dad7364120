using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Daemon;

/// <summary>A daemon on a real socket that sends one client the recorded bytes of a real one, and keeps what the client sends.</summary>
internal sealed class RecordedDaemon : IAsyncDisposable
{
    // The client asks for the method with events first. The recorded daemon answers as it does for all methods that it does
    // not know, and the client goes on as the recorded one.
    private static readonly byte[] NewMethod = Encoding.ASCII.GetBytes("Imaginator.BuildImageWithEvents\n");
    private static readonly byte[] Refusal = Encoding.ASCII.GetBytes("Imaginator: unknown method: BuildImageWithEvents\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Capture _capture;
    private readonly Task<byte[]> _received;
    private readonly bool _isBuild;

    /// <param name="capture">The recorded session.</param>
    /// <param name="byteByByte">Whether every byte goes into a packet of its own.</param>
    public RecordedDaemon(Capture capture, bool byteByByte)
    {
        _capture = capture;
        _isBuild = capture.FromClient.AsSpan().IndexOf("Imaginator.BuildImage\n"u8) >= 0;
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
        using var reader = new CaptureReader(WithoutNewMethod(await _received));
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
        var said = Said();
        for (var i = 0; i < said.Length; i += Math.Min(pieceLength, said.Length))
        {
            var count = Math.Min(pieceLength, said.Length - i);
            await stream.WriteAsync(said.AsMemory(i, count), TestContext.Current.CancellationToken);
        }

        await hearing;
        return heard.ToArray();
    }

    private byte[] Said()
    {
        var connected = _capture.FromServer.AsSpan().IndexOf("\n\n"u8) + 2;
        return _isBuild
            ? [.. _capture.FromServer[..connected], .. Refusal, .. _capture.FromServer[connected..]]
            : _capture.FromServer;
    }

    private byte[] WithoutNewMethod(byte[] heard)
    {
        if (!_isBuild)
        {
            return heard;
        }

        var start = heard.AsSpan().IndexOf(NewMethod);
        Assert.True(start >= 0, "the client did not ask for events");
        return [.. heard[..start], .. heard[(start + NewMethod.Length)..]];
    }
}
