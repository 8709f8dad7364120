using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Failures;

/// <summary>Explains failed requests: exceptions, unknown addresses and unsupported methods.</summary>
internal static class FailureHandling
{
    // Without AddProblemDetails, whose service loads the JSON serializer at the start
    // (docs/decisions/0072-endpoints-are-request-delegates.md).
    public static IServiceCollection AddFailureHandling(this IServiceCollection services) =>
        services.AddExceptionHandler<WebExceptionHandler>();

    /// <summary>Handles the failures of everything that is added to the application later.</summary>
    public static void UseFailureHandling(this IApplicationBuilder application) => application
        .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = UnusedAsync })
        .UseStatusCodePages(ExplainStatusAsync);

    // The middleware requires a handler, but WebExceptionHandler answers all exceptions.
    private static Task UnusedAsync(HttpContext context) => Task.CompletedTask;

    // Routing itself sets a status code only. An endpoint's own 404 without a body is complete.
    private static Task ExplainStatusAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when context.GetEndpoint() is null => Explain(
                ApiAddress.Is(context.Request.Path)
                    ? new WebFailure(StatusCodes.Status404NotFound, "Not found", "unknown address of the API")
                    : WebFailures.PageNotFound()),
            StatusCodes.Status405MethodNotAllowed => Explain(new WebFailure(
                StatusCodes.Status405MethodNotAllowed,
                "Method not allowed",
                $"method {context.Request.Method} is not allowed; use {context.Response.Headers.Allow}")),
            _ => Task.CompletedTask,
        };

        Task Explain(WebFailure failure) => failure.ExecuteAsync(context);
    }
}
