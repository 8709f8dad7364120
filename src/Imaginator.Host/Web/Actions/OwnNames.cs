using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Access;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// The host names under which browsers can trust the daemon: a name of another site can resolve to the address of this one, and pages of that
/// site could then read answers of this daemon. Thread-safe.
/// </summary>
/// <param name="baseUrl">The configured address of the pages; null for none.</param>
/// <param name="certificate">The certificate of the daemon; null for none.</param>
internal sealed class OwnNames(Func<string?> baseUrl, Func<X509Certificate2?> certificate)
{
    /// <summary>
    /// The reason why the host name of a request is refused; null if it is accepted. A trusted proxy vouches for the name that its clients
    /// use.
    /// </summary>
    public string? FaultOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Has(request.Host.Host) || ProxiedRequest.Is(request.HttpContext)
            ? null
            : $"invalid host \"{request.Host.Host}\": use localhost, an IP address, the name of the machine or of its certificate, or set "
                + "the address of the pages as BaseUrl of Notifications";
    }

    private bool Has(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || IsOfMachine(host)
        || (Uri.TryCreate(baseUrl(), UriKind.Absolute, out var configured) && host.Equals(configured.IdnHost, StringComparison.OrdinalIgnoreCase))
        || IsOfCertificate(host);

    // The name of the machine can have its domain.
    private static bool IsOfMachine(string host)
    {
        var name = Dns.GetHostName();
        return host.Equals(name, StringComparison.OrdinalIgnoreCase)
            || host.Equals(name.Split('.')[0], StringComparison.OrdinalIgnoreCase);
    }

    private bool IsOfCertificate(string host)
    {
        try
        {
            return Uri.CheckHostName(host) == UriHostNameType.Dns && certificate()?.MatchesHostname(host) is true;
        }
        catch (CryptographicException)
        {
            // A certificate with unreadable names has none.
            return false;
        }
    }
}
