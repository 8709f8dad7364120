using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Failures;

/// <summary>
/// Says why a request failed: as a page, or as problem details (RFC 9457) for addresses of the API. The error is a clause
/// without a full stop; the page shows it as a sentence.
/// </summary>
internal sealed record WebFailure(int StatusCode, string Title, string Error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return ApiAddress.Is(httpContext.Request.Path)
            ? Problems.Of(StatusCode, Error).ExecuteAsync(httpContext)
            : new ConsolePage(Title, new Web_Console_MessageView { Model = Sentence(Error) }) { StatusCode = StatusCode }.ExecuteAsync(httpContext);
    }

    private static string Sentence(string error) =>
        error.Length == 0 ? "" : char.ToUpperInvariant(error[0]) + error[1..] + (error[^1] is '.' or '?' ? "" : ".");
}
