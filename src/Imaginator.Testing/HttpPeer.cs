using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.Testing;

/// <summary>A web server on the loopback interface that receives messages of a notifier, for the notifier suite and other tests.</summary>
/// <remarks>Thread-safe. Each connection has one request, whose body has a <c>Content-Length</c>.</remarks>
public sealed class HttpPeer : NotificationPeer
{
    private const int MaximumRequest = 16 << 20;
    private const string ContentLength = "Content-Length:";

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly PeerBehaviour _behaviour;
    private readonly Task _serving;
    private int _isDisposed;

    /// <summary>Starts the server.</summary>
    /// <param name="behaviour">The behaviour of the receiver.</param>
    /// <param name="settings">Makes the settings of the notifier from the address of the server.</param>
    public HttpPeer(PeerBehaviour behaviour, Func<Uri, IReadOnlyDictionary<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _behaviour = behaviour;
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook"));
        Settings = settings(Address);
        _serving = ServeAsync();
    }

    /// <summary>The address of the server.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The answer to a message, instead of that of the behaviour: the status line, headers, an empty line and the body. Null for that of the
    /// behaviour.
    /// </summary>
    public string? Answer { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string?> Settings { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Messages => [.. _messages];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadRequestAsync(stream);
                if (_behaviour == PeerBehaviour.NeverAnswers)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                }

                _messages.Enqueue(request);
                await AnswerAsync(stream, request);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The notifier has ended the connection, or the test has ended.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string request)
    {
        if (Answer is { } answer)
        {
            await WriteAsync(stream, answer);
        }
        else if (_behaviour == PeerBehaviour.AnswersEndlessly)
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true)
            {
                await WriteAsync(stream, "5\r\nxxxxx\r\n");
            }
        }
        else
        {
            var (status, body) = _behaviour == PeerBehaviour.Refuses ? ("500 Internal Server Error", request) : ("200 OK", "ok");
            await WriteAsync(stream, string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var request = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (LengthOf(request) is not { } length || request.Length < length)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0 || request.Length > MaximumRequest)
            {
                throw new IOException("the request is incomplete or too large");
            }

            await request.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }

        return Encoding.UTF8.GetString(request.GetBuffer(), 0, (int)request.Length);
    }

    /// <summary>The length of the whole request; null until all headers have arrived.</summary>
    private static long? LengthOf(MemoryStream request)
    {
        var bytes = request.GetBuffer().AsSpan(0, (int)request.Length);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var head = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        var header = head.FirstOrDefault(line => line.StartsWith(ContentLength, StringComparison.OrdinalIgnoreCase));
        var length = header is null ? 0 : long.Parse(header[ContentLength.Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
        return end + 4 + length;
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
}
