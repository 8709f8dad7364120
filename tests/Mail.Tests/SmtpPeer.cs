using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Testing;

namespace Imaginator.Plugins.Mail.Tests;

/// <summary>A mail server on the loopback interface, for one mail on each connection. Its answers depend on the behaviour.</summary>
internal sealed class SmtpPeer : NotificationPeer
{
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly PeerBehaviour _behaviour;
    private readonly Task _serving;
    private int _isDisposed;

    public SmtpPeer(PeerBehaviour behaviour, string password)
    {
        _behaviour = behaviour;
        _listener.Start();
        Settings = Samples.SettingsOf(((IPEndPoint)_listener.LocalEndpoint).Port, ("user", "imaginator"), ("password", password));
        _serving = ServeAsync();
    }

    public override IReadOnlyDictionary<string, string?> Settings { get; }

    public override IReadOnlyList<string> Messages => [.. _messages];

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (_behaviour == PeerBehaviour.NeverAnswers)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                }

                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                await SpeakAsync(reader, writer);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The notifier has ended the connection, or the test is over.
            }
        }
    }

    private async Task SpeakAsync(StreamReader reader, StreamWriter writer)
    {
        var all = new StringBuilder();
        await SayAsync(writer, "220 peer ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            all.Append(line).Append(' ');
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO" when _behaviour == PeerBehaviour.AnswersEndlessly:
                    for (var i = 0; ; i++)
                    {
                        await SayAsync(writer, string.Create(CultureInfo.InvariantCulture, $"250-X-{i}"));
                    }

                case "EHLO":
                    await SayAsync(writer, "250-peer\r\n250-AUTH PLAIN\r\n250 8BITMIME");
                    break;
                case "AUTH":
                    var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[^1]));
                    all.Append(credentials).Append(' ');
                    await SayAsync(writer, "235 welcome");
                    break;
                case "RCPT" when _behaviour == PeerBehaviour.Refuses:
                    await SayAsync(writer, $"550 no: {all.Replace('\0', ' ')}");
                    break;
                case "DATA":
                    await SayAsync(writer, "354 go on");
                    _messages.Enqueue(await ReadMailAsync(reader));
                    await SayAsync(writer, "250 queued");
                    break;
                case "QUIT":
                    await SayAsync(writer, "221 bye");
                    return;
                default:
                    await SayAsync(writer, "250 OK");
                    break;
            }
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return mail.ToString();
    }

    private async Task SayAsync(StreamWriter writer, string line) => await writer.WriteLineAsync(line.AsMemory(), _stop.Token);
}
