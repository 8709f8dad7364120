using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports.Http;

/// <summary>Talks to <c>git http-backend</c> and its likes, with basic authentication.</summary>
internal sealed class HttpChannelSource : IChannelSource
{
    private const int MaximumRedirects = 5;
    private const string ListSuffix = "/info/refs?service=git-upload-pack";

    private readonly GitAddress address;
    private readonly HttpFailure failure;
    private readonly CancellationToken cancellationToken;
    private readonly HttpClient client;
    private readonly Uri origin;
    private Uri repository;

    /// <summary>Prepares to talk; nothing is sent yet.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="caFile">PEM file of the authorities to trust instead of the system's; null for those.</param>
    /// <param name="cancellationToken">Stops whatever waits.</param>
    /// <exception cref="ManifestFetchException">The file of authorities cannot be read.</exception>
    public HttpChannelSource(GitAddress address, string? caFile, CancellationToken cancellationToken)
    {
        this.address = address;
        this.cancellationToken = cancellationToken;
        failure = new HttpFailure(address);
        var scheme = address.Scheme == GitScheme.Https ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        origin = new Uri($"{scheme}://{address.Host}:{address.Port}{address.Path}");
        repository = origin;
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

        // The fetch as a whole has a time limit; the client needs none.
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public IChannel Open(GitSmartSubtransportAction action) => action == GitSmartSubtransportAction.UploadPackList
        ? new HttpChannel(_ => GetReferences(), cancellationToken)
        : new HttpChannel(PostRequest, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private HttpResponseMessage GetReferences()
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(repository.AbsoluteUri.TrimEnd('/') + ListSuffix));
            var response = Send(request);
            if (response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                using (response)
                {
                    repository = redirects < MaximumRedirects
                        ? Follow(new Uri(request.RequestUri!, response.Headers.Location))
                        : throw failure.TooManyRedirects();
                }

                continue;
            }

            failure.ThrowIfRefused(response, "application/x-git-upload-pack-advertisement");
            return response;
        }
    }

    private HttpResponseMessage PostRequest(ReadOnlyMemory<byte> body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(repository.AbsoluteUri.TrimEnd('/') + "/git-upload-pack"));
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        var response = Send(request);
        failure.ThrowIfRefused(response, "application/x-git-upload-pack-result");
        return response;
    }

    private HttpResponseMessage Send(HttpRequestMessage request)
    {
        // Servers tell git clients from browsers by the beginning.
        request.Headers.TryAddWithoutValidation("User-Agent", "git/2.0 (imaginator)");
        if (address.User is not null && IsEntitled(request.RequestUri!))
        {
            var credentials = Encoding.UTF8.GetBytes($"{address.User}:{address.Password}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        try
        {
            // libgit2 calls on a thread of its own and waits.
            return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .GetAwaiter().GetResult();
        }
        catch (HttpRequestException exception)
        {
            throw failure.Explain(exception);
        }
    }

    // Whoever a server redirects to is not told the password, unless it is the same server, or its safer half.
    private bool IsEntitled(Uri target) => target.Host == origin.Host
        && ((target.Scheme == origin.Scheme && target.Port == origin.Port)
            || (target.Scheme == Uri.UriSchemeHttps && target.IsDefaultPort && origin.IsDefaultPort));

    private Uri Follow(Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != origin.Scheme)
        {
            throw failure.UnsafeRedirect();
        }

        return target.AbsoluteUri.EndsWith(ListSuffix, StringComparison.Ordinal)
            ? new Uri(target.AbsoluteUri[..^ListSuffix.Length])
            : throw failure.NoRepository();
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
                $"{address} cannot be fetched: the GitSource plugin's caFile {caFile} cannot be read: {exception.Message}",
                exception);
        }

        return policy;
    }
}
