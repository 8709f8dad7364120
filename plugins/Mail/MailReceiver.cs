using System.Globalization;
using System.Net.Sockets;
using Imaginator.Notifications;
using Imaginator.Quantities;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Imaginator.Plugins.Mail;

/// <summary>Mailboxes that get messages through one mail server. Each message has its own connection.</summary>
internal sealed class MailReceiver(MailSettings settings, TimeProvider timeProvider) : INotificationReceiver
{
    // Shorter ones would mask parts of words.
    private const int MinimumMaskedLength = 6;

    private readonly string _server = string.Create(CultureInfo.InvariantCulture, $"{settings.Host}:{settings.ServerPort}");

    public string Destination { get; } = string.Join(", ", settings.To);

    public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var mail = MailText.Of(message, settings);
        try
        {
            return new NotificationReceipt(Mask(await SendAsync(mail, either.Token)));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(NotificationError.Unreachable, $"no answer within {GoDuration.Format(settings.Timeout)}", e);
        }
        catch (SmtpCommandException e)
        {
            throw Failure(
                NotificationError.Rejected, string.Create(CultureInfo.InvariantCulture, $"it answered {(int)e.StatusCode} {e.Message}"), e);
        }
        catch (Exception e) when (e is AuthenticationException or NotSupportedException)
        {
            throw Failure(NotificationError.Rejected, e.Message, e);
        }
        catch (SslHandshakeException e)
        {
            // The message of the exception is a page of advice.
            throw Failure(NotificationError.Unreachable, $"TLS failed: {(e.InnerException ?? e).Message.Split('\n')[0].TrimEnd()}", e);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or TimeoutException)
        {
            throw Failure(NotificationError.Unreachable, e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        // Servers with lists of revoked certificates that cannot be reached are usual; other clients of the daemon do not read them either.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        await client.ConnectAsync(settings.Host, settings.ServerPort, OptionsOf(settings.Security), cancellationToken);
        if (settings.User.Length > 0)
        {
            await client.AuthenticateAsync(settings.User, settings.Password, cancellationToken);
        }

        var answer = await client.SendAsync(mail, cancellationToken);
        await QuitAsync(client, cancellationToken);
        return answer;
    }

    /// <summary>Ends the session. The server has accepted the mail: no failure can change that.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
            // Disposing of the client closes the connection.
        }
    }

    private static SecureSocketOptions OptionsOf(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    // A server can answer with what it got.
    private NotificationException Failure(NotificationError reason, string cause, Exception exception) => new(
        reason,
        $"cannot send a mail through {_server}: {Mask(cause)}",
        Mask(exception.ToString()) == exception.ToString() ? exception : null);

    private string Mask(string text) =>
        settings.Password.Length < MinimumMaskedLength ? text : text.Replace(settings.Password, "***", StringComparison.Ordinal);
}
