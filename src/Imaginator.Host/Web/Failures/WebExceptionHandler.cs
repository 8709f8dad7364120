using Imaginator.Host.History.Records;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Failures;

/// <summary>Answers requests whose handler threw: with a short explanation; details go to the daemon's log only.</summary>
internal sealed class WebExceptionHandler(ILoggerFactory loggers) : IExceptionHandler
{
    private readonly ILogger _logger = loggers.CreateLogger("Imaginator.Web");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await Explain(httpContext.Request, exception).ExecuteAsync(httpContext);
        return true;
    }

    private WebFailure Explain(HttpRequest request, Exception exception)
    {
        // An IOException as well, but the client's fault.
        if (exception is BadHttpRequestException badRequest)
        {
            return new WebFailure(badRequest.StatusCode, "Bad request", badRequest.Message);
        }

        if (HistoryFailures.IsStorageFailure(exception))
        {
            FailureLog.NotAnswered(_logger, request.Method, request.Path, exception.Message);
            return new WebFailure(
                StatusCodes.Status503ServiceUnavailable,
                "Not available",
                exception is ImaginatorException ? exception.Message : "cannot read the build history: see the daemon log");
        }

        FailureLog.Faulted(_logger, request.Method, request.Path, exception);
        return new WebFailure(
            StatusCodes.Status500InternalServerError, "Internal error", "internal error of the daemon: see the daemon log");
    }
}
