using System.Net;
using System.Security.Authentication;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Creates exceptions for failed HTTP requests, with causes and remedies.</summary>
internal sealed class HttpFailure(GitAddress address)
{
    /// <summary>Disposes of the response and throws unless it has status 200 and the expected media type.</summary>
    public void ThrowIfRefused(HttpResponseMessage response, string expectedType)
    {
        if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == expectedType)
        {
            return;
        }

        using (response)
        {
            throw response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone => NoRepository(),
                HttpStatusCode.Unauthorized when address.User is null => Denied(
                    "the server requires a user and a password; add them to the URL as secret variables"),
                HttpStatusCode.Unauthorized => Denied("the server does not accept the user and password of the URL"),
                HttpStatusCode.Forbidden => Denied("the server denies access (status 403)"),
                HttpStatusCode.ProxyAuthenticationRequired => Denied("the proxy requires a user and a password"),
                _ => Unreachable($"the server returned status {(int)response.StatusCode}"),
            };
        }
    }

    /// <summary>Creates the exception for a request without a response.</summary>
    public ManifestFetchException Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => Unreachable($"the host name {address.Host} cannot be resolved", exception),
        HttpRequestError.SecureConnectionError when exception.InnerException is AuthenticationException => Denied(
            $"the certificate of {address.Host} is not trusted ({exception.InnerException.Message.TrimEnd('.')}); add its CA to "
            + "the CAs of the system, or set caFile in the settings of plugin GitSource", exception),
        HttpRequestError.ConnectionError => Unreachable(
            $"{address.Host} port {address.Port} does not answer: {exception.InnerException?.Message ?? exception.Message}",
            exception),
        _ => Unreachable(exception.Message, exception),
    };

    public ManifestFetchException NoRepository() => Unreachable("the URL is not that of a git repository");

    public ManifestFetchException TooManyRedirects() => Unreachable("the server redirects too many times");

    public ManifestFetchException UnsafeRedirect() => Unreachable("the server redirects from https to a less secure scheme");

    private ManifestFetchException Denied(string cause, Exception? inner = null) =>
        new(ManifestFetchError.AccessDenied, $"cannot fetch {address}: {cause}", inner);

    private ManifestFetchException Unreachable(string cause, Exception? inner = null) =>
        new(ManifestFetchError.Unreachable, $"cannot fetch {address}: {cause.TrimEnd('.')}", inner);
}
