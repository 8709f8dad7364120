using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api.Reference;
using Imaginator.Host.Web.Api.Site;
using Imaginator.Host.Web.Api.Streams;
using Imaginator.Host.Web.Failures;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Api;

/// <summary>Maps the addresses of the API.</summary>
internal static class ApiRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapApi(this WebApplication application)
    {
        // It shows the time of the start.
        _ = application.Services.GetRequiredService<StatusApi>();
        foreach (var operation in ApiCatalogue.All)
        {
            // The description of the operation is not kept.
            var answer = operation.AnswerAsync;
            application.MapMethods(
                ApiAddress.Root + operation.Path,
                HttpMethods.IsGet(operation.Method) ? Reading : [operation.Method],
                (RequestDelegate)(context => AnswerAsync(context, answer)));
        }

        // The names of streams were not encoded in the first version.
        application.MapMethods(
            ApiAddress.Root + "/streams/{**name}",
            Reading,
            (RequestDelegate)(context => AnswerAsync(context, ShowStreamAsync)));
        application.MapMethods(ApiAddress.Document, Reading, (RequestDelegate)OpenApiDocumentResult.AnswerAsync);
    }

    private static Task<IResult> ShowStreamAsync(HttpContext context) =>
        Task.FromResult(context.RequestServices.GetRequiredService<StreamsApi>().Show(context));

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<IResult>> answer)
    {
        try
        {
            var result = await answer(context);
            await result.ExecuteAsync(context);
        }
        catch (ImageStoreException e) when (!context.Response.HasStarted)
        {
            await FailAsync(context, Problems.Of(e));
        }
        catch (BuildRefusedException e) when (!context.Response.HasStarted)
        {
            await FailAsync(context, Problems.Of(e));
        }
    }

    private static Task FailAsync(HttpContext context, IResult problem)
    {
        // Headers of the answer that failed, such as its length.
        context.Response.Clear();
        return problem.ExecuteAsync(context);
    }
}
