using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Imaginator.Files;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Quantities;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Creates exceptions for failed HTTP requests, with causes and remedies.</summary>
/// <param name="proxy">The host and port of the proxy from the environment; null without a proxy.</param>
internal sealed class HttpFailure(
    GitAddress address, SecretScrubber scrubber, string? proxy, CancellationToken cancellationToken)
{
    private const int MaximumBodyBytes = 4096;
    private const int MaximumShownLength = 300;
    private const int IdLength = 40;

    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(2);
    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    // The messages of nginx, Apache httpd and the HTTP library of Golang.
    private static readonly string[] RequestsForTls = ["HTTPS port", "SSL-enabled server port", "HTTP request to an HTTPS server"];

    /// <summary>Disposes of the response and throws unless it has status 200 and the expected media type.</summary>
    public void ThrowIfRefused(HttpResponseMessage response, string expectedType)
    {
        if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == expectedType)
        {
            return;
        }

        using (response)
        {
            var body = ReadStart(response);
            var said = Said(response.Content.Headers.ContentType, body);
            throw response.StatusCode switch
            {
                HttpStatusCode.OK when IsDumb(body) => Unreachable(
                    "the server has the repository, but does not support git's smart HTTP protocol; configure git-http-backend on the "
                    + "server, or use another URL of the repository"),
                HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone => NoRepository(said),
                HttpStatusCode.BadRequest when address.Scheme == GitScheme.Http
                    && RequestsForTls.Any(text => body.Contains(text, StringComparison.OrdinalIgnoreCase)) => Unreachable(
                    $"{address.Host} requires TLS on port {address.Port}; write https:// in the URL"),
                HttpStatusCode.Unauthorized when address.User is null => Denied(
                    $"the server requires a user and a password; add them to the URL as secret variables{said}"),
                HttpStatusCode.Unauthorized => Denied($"the server does not accept the user and password of the URL{said}"),
                HttpStatusCode.Forbidden => Denied($"the server denies access (status 403){said}"),
                HttpStatusCode.ProxyAuthenticationRequired => Denied(
                    $"the proxy {proxy} requires a user and a password; add them to the proxy variable of the environment"),
                var status => Unreachable($"the server returned status {(int)status}{Busy(response)}{said}"),
            };
        }
    }

    /// <summary>Creates the exception for a request without a response.</summary>
    /// <param name="target">The requested URL: that of the repository, or one that the server redirected to.</param>
    /// <param name="certificateFault">The fault of the certificate of the server; null if it was not checked.</param>
    public ManifestFetchException Explain(HttpRequestException exception, Uri target, string? certificateFault)
    {
        var server = $"{target.Host} port {target.Port}";
        var cause = (exception.InnerException ?? exception).Clause();
        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError when proxy is not null => Unreachable(
                $"the host name of the proxy {proxy} cannot be resolved; correct the proxy variable of the environment", exception),
            HttpRequestError.NameResolutionError => Unreachable($"the host name {target.Host} cannot be resolved", exception),
            HttpRequestError.ProxyTunnelError => Unreachable(
                $"the proxy {proxy} refuses a connection to {server} ({exception.Clause()}); permit it on the proxy, or add the host to "
                + "no_proxy", exception),
            HttpRequestError.ConnectionError when proxy is not null => Unreachable(
                $"the proxy {proxy} does not answer: {cause}; correct the proxy variable of the environment", exception),
            HttpRequestError.SecureConnectionError when certificateFault is not null => Denied(certificateFault, exception),
            HttpRequestError.SecureConnectionError when exception.InnerException is AuthenticationException { InnerException: null }
                || cause.Contains("corrupted frame", StringComparison.Ordinal) =>
                Unreachable($"{server} does not speak TLS; write http:// in the URL, or the port of https", exception),
            HttpRequestError.SecureConnectionError => Unreachable(
                $"the TLS handshake with {server} failed: {Innermost(exception).Clause()}", exception),
            HttpRequestError.ConnectionError => Unreachable($"{server} does not answer: {cause}", exception),
            HttpRequestError.InvalidResponse when target.Scheme == Uri.UriSchemeHttp => Unreachable(
                $"{server} does not speak HTTP; if the port is that of https, write https:// in the URL", exception),
            HttpRequestError.ResponseEnded when target.Scheme == Uri.UriSchemeHttp => Unreachable(
                $"{server} closed the connection without an answer; if the port is that of https, write https:// in the URL", exception),
            _ => Unreachable($"the request to {server}{Via} failed: {FileName.ToDisplay(cause)}", exception),
        };
    }

    public ManifestFetchException NoRepository(string said = "") =>
        Unreachable($"the URL is not that of a git repository{said}");

    public ManifestFetchException TooManyRedirects() => Unreachable("the server redirects too many times");

    public ManifestFetchException UnsafeRedirect() => Unreachable("the server redirects from https to a less secure scheme");

    private string Via => proxy is null ? "" : $" through the proxy {proxy}";

    private static string Busy(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => $" and asks to wait {GoDuration.Format(delta)}; try again later",
        { Date: { } date } => $" and asks to wait until {date:yyyy-MM-ddTHH:mm:ssZ}; try again later",
        _ => "",
    };

    // git shows plain text only as well: pages are for browsers.
    private string Said(MediaTypeHeaderValue? type, string body)
    {
        if (type?.MediaType is not ("text/plain" or "application/json"))
        {
            return "";
        }

        var words = scrubber.Scrub(body).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = FileName.ToDisplay(string.Join(' ', words));
        return text.Length switch
        {
            0 => "",
            <= MaximumShownLength => $"; its answer: {text}",
            _ => $"; its answer: {text[..MaximumShownLength]}…",
        };
    }

    private static bool IsDumb(string body) => body.Length > IdLength
        && body[IdLength] == '\t'
        && body.AsSpan(0, IdLength).IndexOfAnyExcept(HexadecimalDigits) < 0;

    private string ReadStart(HttpResponseMessage response)
    {
        var buffer = new byte[MaximumBodyBytes];
        var length = 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BodyTimeout);
        try
        {
            using var stream = response.Content.ReadAsStream(limit.Token);
            int count;
            do
            {
                // libgit2 calls on its own thread and waits.
                count = stream.ReadAsync(buffer.AsMemory(length), limit.Token).AsTask().GetAwaiter().GetResult();
                length += count;
            }
            while (count > 0 && length < buffer.Length);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // The status is the failure; the rest of the answer only adds to it.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Some servers keep the connection open without an end of the answer.
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    private ManifestFetchException Denied(string cause, Exception? inner = null) =>
        new(ManifestFetchError.AccessDenied, $"cannot fetch {address}: {cause.TrimEnd('.')}", inner);

    private ManifestFetchException Unreachable(string cause, Exception? inner = null) =>
        new(ManifestFetchError.Unreachable, $"cannot fetch {address}: {cause.TrimEnd('.')}", inner);
}
