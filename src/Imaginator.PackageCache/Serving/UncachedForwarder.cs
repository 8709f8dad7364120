using Imaginator.PackageCache.Fetching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.PackageCache.Serving;

/// <summary>Forwards requests and responses that are not cached. Thread-safe.</summary>
internal sealed class UncachedForwarder(OriginClient origins)
{
    /// <summary>Forwards a request to the origin, and the response to the client. Reports the length of a file that was sent.</summary>
    public async Task ForwardAsync(HttpContext context, ProxyTarget target, ProxySession session, Action<long> served)
    {
        using var request = new HttpRequestMessage(target.IsHead ? HttpMethod.Head : HttpMethod.Get, target.Address);
        var connection = context.Request.Headers.Connection.ToString();
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name != "Host" && HopByHopHeaders.IsForwarded(name, connection))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var response = await origins
            .SendAsync(request, session.Route, context.RequestAborted);
        await CopyResponseAsync(context, target, session, response, served);
    }

    /// <summary>Forwards a response to the client. Reports the length of a file that was sent.</summary>
    public async Task CopyResponseAsync(
        HttpContext context, ProxyTarget target, ProxySession session, HttpResponseMessage response, Action<long> served)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.ReasonPhrase is { Length: > 0 } reason)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        }

        var connection = string.Join(',', response.Headers.Connection);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (HopByHopHeaders.IsForwarded(name, connection))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }
        }

        if (target.IsHead || context.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        var length = response.Content.Headers.ContentLength;
        if (response.IsSuccessStatusCode && length is { } known)
        {
            // Counted before the last byte is sent: the command can end with it.
            served(known);
        }

        var bytes = await origins.CopyAsync(
            response,
            (piece, _) =>
            {
                session.Charge(piece.Length);
                return context.Response.Body.WriteAsync(piece, context.RequestAborted);
            },
            context.RequestAborted);
        if (response.IsSuccessStatusCode && length is null)
        {
            served(bytes);
        }
    }
}
