using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Notifications;

namespace Imaginator.Testing.Tests.Notifiers;

/// <summary>A receiver of a <see cref="ToyNotifier"/>.</summary>
internal sealed class ToyReceiver(NotifierFault fault, int port, string token) : INotificationReceiver
{
    private const int MaximumAnswer = 1024;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private int _running;

    public string Destination => fault == NotifierFault.DescribesItselfInTwoLines ? "a\nb" : "127.0.0.1";

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
    }

    public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        var stop = fault == NotifierFault.IgnoresCancellation ? CancellationToken.None : cancellationToken;
        using var timeout = new CancellationTokenSource(
            fault == NotifierFault.IgnoresCancellation ? TimeSpan.FromSeconds(30) : AnswerLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var isAlone = Interlocked.Increment(ref _running) == 1;
        try
        {
            if ((fault == NotifierFault.LosesRecoveries && message.Event is BuildRecovered)
                || (fault == NotifierFault.LosesOverlappingMessages && !isAlone))
            {
                return new NotificationReceipt();
            }

            var texts = fault == NotifierFault.SplitsTexts ? message.Event.Summary.Split('\n') : [message.Event.Summary];
            foreach (var text in texts)
            {
                await PostAsync(message, text, either.Token);
            }

            return new NotificationReceipt("200");
        }
        catch (SocketException e) when (fault != NotifierFault.ThrowsOtherExceptions)
        {
            throw new NotificationException(NotificationError.Unreachable, "cannot connect", e);
        }
        catch (OperationCanceledException e) when (
            !stop.IsCancellationRequested || fault == NotifierFault.MistakesCancellation)
        {
            throw new NotificationException(
                fault == NotifierFault.MistakesSilence ? NotificationError.Rejected : NotificationError.Unreachable, "no answer", e);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task PostAsync(NotificationMessage message, string text, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var stream = client.GetStream();
        var body = Encoding.UTF8.GetBytes(text);
        var id = fault switch
        {
            NotifierFault.InventsIds => Guid.NewGuid().ToString("N"),
            NotifierFault.FixesIds => "one",
            _ => message.Id,
        };
        var more = fault == NotifierFault.WritesTextsIntoHeaders ? $"X-Text: {text}\r\n" : "";
        var head = $"POST / HTTP/1.1\r\n{more}X-Id: {id}\r\nX-Token: {token}\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);

        var start = new byte[MaximumAnswer];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var answer = Encoding.UTF8.GetString(start, 0, length);
        if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && fault != NotifierFault.IgnoresRefusals)
        {
            throw new NotificationException(NotificationError.Rejected, fault == NotifierFault.RepeatsAnswers ? answer : "refused");
        }
    }
}
