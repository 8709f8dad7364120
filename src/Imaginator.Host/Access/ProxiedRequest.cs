using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access;

/// <summary>The feature of requests that a trusted proxy forwarded.</summary>
internal sealed class ProxiedRequest
{
    private static readonly ProxiedRequest Instance = new();

    private ProxiedRequest()
    {
    }

    /// <summary>Marks a request.</summary>
    public static void Mark(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Features.Set(Instance);
    }

    /// <summary>Whether a request is marked.</summary>
    public static bool Is(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<ProxiedRequest>() is not null;
    }
}
