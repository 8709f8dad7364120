using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.PackageCache.Serving;

/// <summary>What a request to the proxy is for.</summary>
/// <param name="Address">The URL; <c>http</c>, without a user.</param>
/// <param name="IsHead">Whether only the head is wanted.</param>
internal sealed record ProxyTarget(Uri Address, bool IsHead)
{
    /// <summary>Reads a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="deniedPorts">Ports that nothing is fetched from.</param>
    /// <param name="refusal">Why it is refused; the status says what kind of refusal it is.</param>
    /// <returns>The target; null if it is refused.</returns>
    public static ProxyTarget? Read(HttpContext context, ImmutableArray<int> deniedPorts, out (int Status, string Reason) refusal)
    {
        refusal = default;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && !HttpMethods.IsGet(context.Request.Method))
        {
            refusal = (StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD go through the package cache");
            return null;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttp
            || address.Host.Length == 0
            || address.UserInfo.Length > 0
            || address.Fragment.Length > 0)
        {
            refusal = (StatusCodes.Status400BadRequest, "The package cache takes http URLs only");
            return null;
        }

        if (deniedPorts.Contains(address.Port))
        {
            refusal = (StatusCodes.Status403Forbidden, "Builds cannot connect to the daemon");
            return null;
        }

        return new ProxyTarget(address, isHead);
    }
}
