using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Quantities;

namespace Imaginator.Plugins.Webhooks.Sending;

/// <summary>Sends requests to one receiver. Redirects are not followed, and answers are limited in time and size. Thread-safe.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>The beginning of a body that is read, in bytes.</summary>
    private const int MaximumAnswerBytes = 2048;

    private const int MaximumHeaderKilobytes = 16;

    // Shorter ones would mask parts of words.
    private const int MinimumMaskedLength = 6;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly string[] _secrets;
    private readonly IWebProxy _proxy;

    /// <summary>Creates a sender.</summary>
    /// <param name="settings">The settings of the receiver.</param>
    /// <param name="timeProvider">Measures the time of answers.</param>
    /// <param name="proxy">The proxy; null for that of the environment.</param>
    public WebhookSender(WebhookSettings settings, TimeProvider timeProvider, IWebProxy? proxy = null)
    {
        _proxy = proxy ?? HttpClient.DefaultProxy;
        _settings = settings;
        _timeProvider = timeProvider;
        _secrets = [.. SecretsOf(settings).Where(secret => secret.Length >= MinimumMaskedLength)];
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaximumHeaderKilobytes,
            MaxConnectionsPerServer = 2,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            Proxy = _proxy,
            ConnectCallback = (context, cancellationToken) =>
                PermittedAddress.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="NotificationException">The receiver does not answer.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async Task<WebhookAnswer> PostAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.Timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = MessageOf(request);
        try
        {
            // A proxy connects instead of the daemon.
            if (!_proxy.IsBypassed(request.Address) && _proxy.GetProxy(request.Address) is { } proxy && proxy != request.Address)
            {
                await PermittedAddress.CheckBehindProxyAsync(request.Address.IdnHost, either.Token);
            }

            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadStartAsync(response, either.Token);
            cancellationToken.ThrowIfCancellationRequested();
            var text = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase} {body}").TrimEnd();
            return new WebhookAnswer((int)response.StatusCode, Mask(text), RetryAfterOf(response));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException(
                NotificationError.Unreachable,
                $"{_settings.Address.Authority} did not answer within {GoDuration.Format(_settings.Timeout)}",
                e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NotificationException(
                NotificationError.Unreachable, $"cannot reach {_settings.Address.Authority}: {Mask(InnermostOf(e).Message)}", e);
        }
    }

    public void Dispose() => _client.Dispose();

    // The path of a chat's webhook is the permission to write to it. The path of a forge's API is public.
    private static IEnumerable<string> SecretsOf(WebhookSettings settings) =>
    [
        settings.Token,
        .. settings.Secret.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        .. ShapeNames.IsStatus(settings.Shape) ? [] : new[] { settings.Address.PathAndQuery },
    ];

    private static HttpRequestMessage MessageOf(WebhookRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Address) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = Json;
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("Imaginator", null));
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>Reads the beginning of a body. The status has decided already: a body that breaks off or stalls changes nothing.</summary>
    private static async Task<string> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var start = new byte[MaximumAnswerBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(start, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _timeProvider.GetUtcNow() => date - _timeProvider.GetUtcNow(),
        _ => null,
    };

    // A receiver can answer with what it got.
    private string Mask(string text) =>
        _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    // "The SSL connection could not be established, see inner exception."
    private static Exception InnermostOf(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
