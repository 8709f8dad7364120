using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access;

/// <summary>The feature of requests that a trusted proxy forwarded.</summary>
internal sealed class ProxiedRequest
{
    private static readonly ProxiedRequest OfKnown = new();
    private static readonly ProxiedRequest OfUnknown = new();

    private ProxiedRequest()
    {
    }

    /// <summary>Marks a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="namesClient">Whether the proxy sent the address of its client.</param>
    public static void Mark(HttpContext http, bool namesClient)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Features.Set(namesClient ? OfKnown : OfUnknown);
    }

    /// <summary>Whether a request is marked.</summary>
    public static bool Is(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<ProxiedRequest>() is not null;
    }

    /// <summary>Whether a request is marked, and its proxy sent the address of its client.</summary>
    public static bool NamesClient(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return ReferenceEquals(http.Features.Get<ProxiedRequest>(), OfKnown);
    }
}
