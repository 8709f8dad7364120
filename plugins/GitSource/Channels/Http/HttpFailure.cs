using System.Net;
using System.Security.Authentication;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Says what a failed HTTP request means and what to do about it.</summary>
/// <param name="address">The repository.</param>
internal sealed class HttpFailure(GitAddress address)
{
    /// <summary>Lets only an answer pass that holds what was asked for.</summary>
    /// <param name="response">The answer; disposed of where it does not pass.</param>
    /// <param name="expectedType">The media type that it must have.</param>
    /// <exception cref="ManifestFetchException">It is something else.</exception>
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
                    "the server asks for a user and a password; write them into the URL, as secret variables"),
                HttpStatusCode.Unauthorized => Denied("the server does not accept the user and password of the URL"),
                HttpStatusCode.Forbidden => Denied("the server forbids it (status 403)"),
                HttpStatusCode.ProxyAuthenticationRequired => Denied("the proxy asks for a user and a password"),
                _ => Unreachable($"the server answers with status {(int)response.StatusCode}"),
            };
        }
    }

    /// <summary>Explains a request without an answer.</summary>
    /// <param name="exception">What the HTTP client says.</param>
    /// <returns>What people should read.</returns>
    public ManifestFetchException Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => Unreachable($"the host {address.Host} is not known", exception),
        HttpRequestError.SecureConnectionError when exception.InnerException is AuthenticationException => Denied(
            $"the certificate of {address.Host} is not trusted ({exception.InnerException.Message}); add its authority to "
            + "the system's, or set the GitSource plugin's caFile to it", exception),
        HttpRequestError.ConnectionError => Unreachable(
            $"{address.Host} port {address.Port} does not answer: {exception.InnerException?.Message ?? exception.Message}",
            exception),
        _ => Unreachable(exception.Message, exception),
    };

    /// <summary>What the URL leads to is no repository.</summary>
    /// <returns>What people should read.</returns>
    public ManifestFetchException NoRepository() => Unreachable("there is no git repository at that URL");

    /// <summary>The redirects do not end.</summary>
    /// <returns>What people should read.</returns>
    public ManifestFetchException TooManyRedirects() => Unreachable("the server redirects too often");

    /// <summary>A redirect leads from https to something else.</summary>
    /// <returns>What people should read.</returns>
    public ManifestFetchException UnsafeRedirect() => Unreachable("the server redirects to a scheme that is less safe");

    private ManifestFetchException Denied(string cause, Exception? inner = null) =>
        new(ManifestFetchError.AccessDenied, $"{address} cannot be fetched: {cause}.", inner);

    private ManifestFetchException Unreachable(string cause, Exception? inner = null) =>
        new(ManifestFetchError.Unreachable, $"{address} cannot be fetched: {cause.TrimEnd('.')}.", inner);
}
