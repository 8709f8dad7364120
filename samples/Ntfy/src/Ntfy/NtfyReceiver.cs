using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Notifications;

namespace Samples.Ntfy;

/// <summary>A topic of an ntfy server.</summary>
internal sealed class NtfyReceiver : INotificationReceiver
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly NtfySettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;

    public NtfyReceiver(NtfySettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;

        // Without redirects: only the administrator decides who gets the messages.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (settings.Token.Length > 0)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.Token);
        }

        // Not the topic: on a public server, it is the permission to read the messages.
        Destination = new Uri(settings.Server).Authority;
    }

    public string Destination { get; }

    public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.Timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var content = JsonContent.Create(NtfyMessage.Of(message, _settings.Topic), options: Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Server) { Content = content };
        await content.LoadIntoBufferAsync(cancellationToken);
        try
        {
            // The body of the answer is not read: a server can make it as long as it likes.
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode
                ? new NotificationReceipt($"status {(int)answer.StatusCode}")
                : throw new NotificationException(NotificationError.Rejected, $"{Destination} answered with status {(int)answer.StatusCode}")
                {
                    RetryAfter = answer.Headers.RetryAfter?.Delta,
                };
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
