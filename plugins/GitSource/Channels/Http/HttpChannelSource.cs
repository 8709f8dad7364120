using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Opens channels over HTTP, with basic authentication.</summary>
internal sealed class HttpChannelSource : IChannelSource
{
    private const int MaximumRedirects = 5;
    private const string ListSuffix = "/info/refs?service=git-upload-pack";

    private readonly GitAddress _address;
    private readonly HttpFailure _failure;
    private readonly CancellationToken _cancellationToken;
    private readonly HttpClient _client;
    private readonly Uri _origin;
    private Uri _repository;

    /// <summary>Reads the CAs of the server; null means the CAs of the system.</summary>
    public HttpChannelSource(GitAddress address, string? caFile, CancellationToken cancellationToken)
    {
        _address = address;
        _cancellationToken = cancellationToken;
        _failure = new HttpFailure(address);
        var scheme = address.Scheme == GitScheme.Https ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _origin = new Uri($"{scheme}://{address.Host}:{address.Port}{address.Path}");
        _repository = _origin;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = caFile is null ? null : TrustOnly(caFile, address),
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
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_repository.AbsoluteUri.TrimEnd('/') + ListSuffix));
            var response = Send(request);
            if (response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                using (response)
                {
                    _repository = redirects < MaximumRedirects
                        ? Follow(new Uri(request.RequestUri!, response.Headers.Location))
                        : throw _failure.TooManyRedirects();
                }

                continue;
            }

            _failure.ThrowIfRefused(response, "application/x-git-upload-pack-advertisement");
            return response;
        }
    }

    private HttpResponseMessage PostRequest(ReadOnlyMemory<byte> body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_repository.AbsoluteUri.TrimEnd('/') + "/git-upload-pack"));
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        var response = Send(request);
        _failure.ThrowIfRefused(response, "application/x-git-upload-pack-result");
        return response;
    }

    private HttpResponseMessage Send(HttpRequestMessage request)
    {
        // Servers distinguish git clients from browsers by the prefix.
        request.Headers.TryAddWithoutValidation("User-Agent", "git/2.0 (imaginator)");
        if (_address.User is not null && MaySendCredentials(request.RequestUri!))
        {
            var credentials = Encoding.UTF8.GetBytes($"{_address.User}:{_address.Password}");
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
            throw _failure.Explain(exception);
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

    private static X509ChainPolicy TrustOnly(string caFile, GitAddress address)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ManifestFetchException(ManifestFetchError.AccessDenied,
                $"cannot fetch {address}: cannot read {caFile} (caFile in the settings of plugin GitSource): "
                + exception.Message.TrimEnd('.'),
                exception);
        }

        return policy;
    }
}
