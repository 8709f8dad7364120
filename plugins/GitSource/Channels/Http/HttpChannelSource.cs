using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imaginator.Linux.Storage;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Settings;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Opens channels over HTTP, with basic authentication. Repeats requests that the server is too busy to answer.</summary>
internal sealed class HttpChannelSource : IChannelSource
{
    private const int MaximumRedirects = 5;
    private const int MaximumAttempts = 4;
    private const int MaximumCaFileBytes = 16 * 1024 * 1024;
    private const string ListSuffix = "/info/refs?service=git-upload-pack";

    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(1);

    private readonly GitAddress _address;
    private readonly HttpFailure _failure;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _cancellationToken;
    private readonly HttpClient _client;
    private readonly Uri _origin;
    private Uri _repository;
    private string? _password;
    private TimeSpan _leftToWait;
    private string? _certificateFault;

    /// <summary>Reads the CAs of the server from the settings.</summary>
    public HttpChannelSource(
        GitAddress address,
        SecretScrubber scrubber,
        GitSourceSettings settings,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        _address = address;
        _password = address.Password;
        _timeProvider = timeProvider;
        _cancellationToken = cancellationToken;

        // A wait is part of the silence of the server.
        _leftToWait = settings.SilenceTimeout / 2 < MaximumWait ? settings.SilenceTimeout / 2 : MaximumWait;
        var scheme = address.Scheme == GitScheme.Https ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _origin = new Uri($"{scheme}://{address.Host}:{address.Port}{address.Path}");
        _repository = _origin;
        _failure = new HttpFailure(address, scrubber, FindProxy(_origin), cancellationToken);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = settings.CaFile is null ? null : TrustOnly(settings.CaFile, address),
                RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                {
                    var host = (sender as SslStream)?.TargetHostName is { Length: > 0 } name ? name : address.Host;
                    _certificateFault = CertificateFault.Find(host, certificate, chain, errors);
                    return errors == SslPolicyErrors.None;
                },
            },
        };

        // The fetch has a timeout; the client does not need one.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public IChannel Open(GitSmartSubtransportAction action) => action == GitSmartSubtransportAction.UploadPackList
        ? new HttpChannel(_ => GetReferences(), _cancellationToken)
        : new HttpChannel(PostRequest, _cancellationToken);

    public void Dispose() => _client.Dispose();

    private HttpResponseMessage GetReferences()
    {
        for (var redirects = 0; ; redirects++)
        {
            var list = new Uri(_repository.AbsoluteUri.TrimEnd('/') + ListSuffix);
            var response = Send(() => new HttpRequestMessage(HttpMethod.Get, list));
            if (response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                using (response)
                {
                    _repository = redirects < MaximumRedirects
                        ? Follow(new Uri(list, location))
                        : throw _failure.TooManyRedirects();
                }

                continue;
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized && _password != _address.WrittenPassword && MaySendCredentials(list))
            {
                // The password looks encoded. Values need no encoding: it can be meant as it is.
                response.Dispose();
                _password = _address.WrittenPassword;
                continue;
            }

            _failure.ThrowIfRefused(response, "application/x-git-upload-pack-advertisement");
            return response;
        }
    }

    private HttpResponseMessage PostRequest(ReadOnlyMemory<byte> body)
    {
        var target = new Uri(_repository.AbsoluteUri.TrimEnd('/') + "/git-upload-pack");
        var response = Send(() =>
        {
            var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
            return new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        });
        _failure.ThrowIfRefused(response, "application/x-git-upload-pack-result");
        return response;
    }

    private HttpResponseMessage Send(Func<HttpRequestMessage> create)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            var response = Send(request);
            if (attempt == MaximumAttempts || FindWait(response, attempt) is not { } wait)
            {
                return response;
            }

            response.Dispose();

            // libgit2 calls on its own thread and waits.
            Task.Delay(wait, _timeProvider, _cancellationToken).GetAwaiter().GetResult();
        }
    }

    // The time to wait before the request is repeated; null if it is not repeated.
    private TimeSpan? FindWait(HttpResponseMessage response, int attempt)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return null;
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _timeProvider.GetUtcNow(),
            _ => TimeSpan.FromSeconds(attempt),
        };
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        if (wait > _leftToWait)
        {
            return null;
        }

        _leftToWait -= wait;
        return wait;
    }

    private HttpResponseMessage Send(HttpRequestMessage request)
    {
        // Servers distinguish git clients from browsers by the prefix.
        request.Headers.TryAddWithoutValidation("User-Agent", "git/2.0 (imaginator)");
        if (_address.User is not null && MaySendCredentials(request.RequestUri!))
        {
            var credentials = Encoding.UTF8.GetBytes($"{_address.User}:{_password}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        try
        {
            // libgit2 calls on its own thread and waits.
            return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _cancellationToken)
                .GetAwaiter().GetResult();
        }
        catch (HttpRequestException exception)
        {
            throw _failure.Explain(exception, request.RequestUri!, _certificateFault);
        }
    }

    // The target of a redirect receives the password only if it is the same server, possibly with https instead of http.
    private bool MaySendCredentials(Uri target) => target.Host == _origin.Host
        && ((target.Scheme == _origin.Scheme && target.Port == _origin.Port)
            || (target.Scheme == Uri.UriSchemeHttps && target.IsDefaultPort && _origin.IsDefaultPort));

    private Uri Follow(Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != _origin.Scheme)
        {
            throw _failure.UnsafeRedirect();
        }

        return target.AbsoluteUri.EndsWith(ListSuffix, StringComparison.Ordinal)
            ? new Uri(target.AbsoluteUri[..^ListSuffix.Length])
            : throw _failure.NoRepository();
    }

    // The proxy that the client finds in the environment, without its user and password.
    private static string? FindProxy(Uri target) =>
        HttpClient.DefaultProxy.IsBypassed(target) || HttpClient.DefaultProxy.GetProxy(target) is not { } proxy
            ? null
            : $"{proxy.Host}:{proxy.Port}";

    private static X509ChainPolicy TrustOnly(string caFile, GitAddress address)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPem(RegularFile.ReadAllText(caFile, MaximumCaFileBytes));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ManifestFetchException(ManifestFetchError.AccessDenied,
                $"cannot fetch {address}: cannot read {caFile} (caFile in the settings of plugin GitSource): "
                + exception.Message.TrimEnd('.'),
                exception);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new ManifestFetchException(ManifestFetchError.AccessDenied,
                $"cannot fetch {address}: {caFile} (caFile in the settings of plugin GitSource) has no certificate; write the certificates "
                + "of the CAs to it in the form PEM");
    }
}
