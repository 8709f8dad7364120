using System.Net;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// Whether whoever sends a request wants it himself, and not a page of another site that his browser shows: browsers send
/// certificates along wherever a page tells them to.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>The header by which programs say that they are none of a browser's pages.</summary>
    public const string Header = "X-Imaginator-Request";

    /// <summary>Why a request is not taken; null if it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isInsecure">
    /// Whether there are no certificates. Then a foreign name that leads to this address would do instead of one.
    /// </param>
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
            : $"programs must send the header {Header}, with any value";
    }

    /// <summary>Why a daemon without certificates does not take a request that is sent to this name; null if it does.</summary>
    /// <param name="request">The request.</param>
    public static string? FaultOfHost(HttpRequest request) => IsOwnName(request.Host.Host)
        ? null
        : $"the request is for the host \"{request.Host.Host}\"; without certificates use localhost, an IP address or the name "
            + "of the machine";

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
