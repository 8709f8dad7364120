using Imaginator.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Host.Rpc.Limits;

/// <summary>Limits HTTP requests, and keeps their connections open while they run.</summary>
internal static class RequestLimits
{
    /// <summary>The maximum number of requests at the same time, without those that follow a build; see <see cref="RequestSlot"/>.</summary>
    private const int Maximum = 512;

    private const int MaximumPerAddress = 128;

    private static readonly PathString[] HealthPaths = ["/healthz", "/readyz"];

    /// <summary>Must precede all other middleware. Health checks are answered in any case.</summary>
    public static void UseRequestLimits(this WebApplication daemon)
    {
        var limit = new ClientLimit(Maximum, MaximumPerAddress);
        daemon.Use(async (http, next) =>
        {
            var slot = http.Features.Get<ConnectionSlot>();
            var isHealth = HealthPaths.Contains(http.Request.Path);
            var isHeld = slot is null || slot.TryHold();
            try
            {
                using var entry = limit.TryEnter(http);
                if (entry is not null)
                {
                    http.Features.Set(new RequestSlot(entry));
                }

                if (isHealth || (isHeld && entry is not null))
                {
                    await next(http);
                }
                else
                {
                    Refuse(http);
                }
            }
            finally
            {
                slot?.Release();
            }
        });
    }

    private static void Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "5";
        http.Response.Headers.Connection = "close";
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Too many requests at the same time";
    }
}
