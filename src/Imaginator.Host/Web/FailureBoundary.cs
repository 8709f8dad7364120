using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web;

/// <summary>Where every failure of a page or of the API ends: with words for its reader, and details in the daemon's log only.</summary>
internal static class FailureBoundary
{
    /// <summary>Adds the boundary around everything that is added later.</summary>
    /// <param name="application">The application.</param>
    public static void UseFailureBoundary(this IApplicationBuilder application)
    {
        var logger = application.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Imaginator.Web");
        application.Use(next => async context =>
        {
            try
            {
                await next(context);
                await ExplainStatusAsync(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // Whoever asked is gone.
            }
            catch (Exception e) when (HistoryFailures.IsStorageFailure(e))
            {
                WebLog.Unanswered(logger, context.Request.Method, context.Request.Path, e.Message);
                await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, Explain(e));
            }
            catch (BadHttpRequestException e)
            {
                await AnswerAsync(context, e.StatusCode, e.Message);
            }
            catch (Exception e)
            {
                WebLog.Faulted(logger, context.Request.Method, context.Request.Path, e);
                await AnswerAsync(
                    context, StatusCodes.Status500InternalServerError, "Something is wrong with the daemon itself; its log has the details.");
            }
        });
    }

    /// <summary>No address, or not in this way: routing says that without words.</summary>
    private static Task ExplainStatusAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound when context.GetEndpoint() is not null => Task.CompletedTask,
            StatusCodes.Status404NotFound when !ApiAddress.Is(context.Request.Path) => Failures.NoSuchPage().ExecuteAsync(context),
            StatusCodes.Status404NotFound => AnswerAsync(context, response.StatusCode, "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => AnswerAsync(
                context, response.StatusCode, $"This address does not take {context.Request.Method}, but {response.Headers.Allow}."),
            _ => Task.CompletedTask,
        };
    }

    private static string Explain(Exception exception) => exception is ImaginatorException
        ? exception.Message
        : "The build history cannot be read at the moment; the daemon's log says why.";

    private static Task AnswerAsync(HttpContext context, int statusCode, string message)
    {
        if (context.Response.HasStarted)
        {
            // What was sent is not all: the client must not take it for that.
            context.Abort();
            return Task.CompletedTask;
        }

        IResult answer = ApiAddress.Is(context.Request.Path)
            ? ApiProblem.Of(statusCode, message)
            : HtmlPage.Failure(statusCode, "That did not work", message);
        return answer.ExecuteAsync(context);
    }
}
