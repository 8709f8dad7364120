using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.PackageCache.Serving;

/// <summary>The target of a request to the proxy: an <c>http</c> URL without a user, and whether only the headers are requested.</summary>
internal sealed record ProxyTarget(Uri Address, bool IsHead)
{
    /// <summary>Reads the target of a request; null with a status and a reason if the request is refused.</summary>
    public static ProxyTarget? Read(HttpContext context, ImmutableArray<int> deniedPorts, out (int Status, string Reason, string? DeniedTarget) refusal)
    {
        refusal = default;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && !HttpMethods.IsGet(context.Request.Method))
        {
            refusal = (StatusCodes.Status405MethodNotAllowed, "The package cache accepts GET and HEAD only", null);
            return null;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttp
            || address.Host.Length == 0
            || address.UserInfo.Length > 0
            || address.Fragment.Length > 0)
        {
            refusal = (StatusCodes.Status400BadRequest, "The package cache accepts http URLs only", null);
            return null;
        }

        if (deniedPorts.Contains(address.Port))
        {
            refusal = (StatusCodes.Status403Forbidden, "Builds cannot connect to the daemon", $"{address.Host}:{address.Port}");
            return null;
        }

        return new ProxyTarget(address, isHead);
    }
}
