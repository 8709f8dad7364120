using System.Net;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// Rejects requests that a page of another site makes a user's browser send: browsers attach client certificates to such
/// requests as well.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>The header that programs send: a page of another site cannot set it.</summary>
    public const string Header = "X-Imaginator-Request";

    /// <summary>
    /// The reason for rejecting a request; null if it is accepted. Without certificates, the host name counts as well: another
    /// site's name can resolve to this address.
    /// </summary>
    public static string? FaultOf(HttpRequest request, bool isInsecure)
    {
        if (isInsecure && FaultOfHost(request) is { } fault)
        {
            return fault;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site != "same-origin")
        {
            return "the request comes from a page of another site";
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
                ? null
                : "the request comes from a page of another site";
        }

        return site == "same-origin" || request.Headers.ContainsKey(Header)
            ? null
            : $"header {Header} is missing; programs must send it, with any value";
    }

    /// <summary>The reason why a daemon without certificates rejects the host name of a request; null if it accepts it.</summary>
    public static string? FaultOfHost(HttpRequest request) => IsOwnName(request.Host.Host)
        ? null
        : $"invalid host \"{request.Host.Host}\": without certificates, use localhost, an IP address or the name of the machine";

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
