using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>Sends a browser to another page after a form.</summary>
/// <param name="address">The page.</param>
internal sealed class SeeOther(string address) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
