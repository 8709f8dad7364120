using Imaginator.Host.PackageCache.Fetching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Host.PackageCache.Serving;

/// <summary>Passes on requests, and answers, that nothing is kept of. Thread-safe.</summary>
internal sealed class PassedOn(Origins origins)
{
    /// <summary>Asks the origin and passes on the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">What it is for.</param>
    /// <param name="lease">Who asks.</param>
    /// <param name="served">Is told how long the file is that was sent, if it was one.</param>
    public async Task AskAsync(HttpContext context, ProxyTarget target, Lease lease, Action<long> served)
    {
        using var request = new HttpRequestMessage(target.IsHead ? HttpMethod.Head : HttpMethod.Get, target.Address);
        var connection = context.Request.Headers.Connection.ToString();
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name != "Host" && HopByHop.IsPassedOn(name, connection))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var response = await origins
            .SendAsync(request, lease.Upstream, context.RequestAborted);
        await AnswerAsync(context, target, response, served);
    }

    /// <summary>Passes on an answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">What it is for.</param>
    /// <param name="response">The answer.</param>
    /// <param name="served">Is told how long the file is that was sent, if it was one.</param>
    public async Task AnswerAsync(
        HttpContext context, ProxyTarget target, HttpResponseMessage response, Action<long> served)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.ReasonPhrase is { Length: > 0 } reason)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        }

        var connection = string.Join(',', response.Headers.Connection);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (HopByHop.IsPassedOn(name, connection))
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
            // Before it has gone: with its last byte, the command may end.
            served(known);
        }

        var bytes = await origins.CopyAsync(
            response,
            (piece, _) => context.Response.Body.WriteAsync(piece, context.RequestAborted),
            context.RequestAborted);
        if (response.IsSuccessStatusCode && length is null)
        {
            served(bytes);
        }
    }
}
