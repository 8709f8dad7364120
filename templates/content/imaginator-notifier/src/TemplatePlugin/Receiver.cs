using System.Net.Http.Headers;
using System.Net.Http.Json;
using Imaginator.Notifications;

namespace TemplateNamespace;

/// <summary>Sends messages as JSON to a web server.</summary>
internal sealed class Receiver : INotificationReceiver
{
    private readonly ReceiverSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;

    public Receiver(ReceiverSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;

        // Without redirects: only the administrator decides who gets the messages.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (settings.Token.Length > 0)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.Token);
        }

        // Not the whole address, which can contain a secret.
        Destination = new Uri(settings.Url).Authority;
    }

    public string Destination { get; }

    // TODO: replace the request with that of your service.
    public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.Timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url);
        request.Headers.Add("X-Message-Id", message.Id);
        request.Content = JsonContent.Create(new
        {
            message.Time, message.Event.Name, message.Event.StreamName, message.Event.Summary, message.Link,
        });
        await request.Content.LoadIntoBufferAsync(cancellationToken);
        try
        {
            // The body of the answer is not read: a server can make it as long as it likes.
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode
                ? new NotificationReceipt($"status {(int)answer.StatusCode}")
                : throw new NotificationException(NotificationError.Rejected, $"{Destination} answered with status {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException(NotificationError.Unreachable, $"{Destination} does not answer", e);
        }
        catch (HttpRequestException e)
        {
            throw new NotificationException(NotificationError.Unreachable, $"cannot reach {Destination}: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
