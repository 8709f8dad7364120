using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Originals;

/// <summary>The addresses of <see cref="ImageTexts"/>.</summary>
internal static class ImageTextRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Answers requests for lists with a format instead of their pages, which have the same addresses.</summary>
    public static void UseImageTexts(this IApplicationBuilder application) => application.Use(next => context =>
        FindList(context.Request) is { } answer ? AnswerAsync(context, answer) : next(context));

    /// <summary>Maps the addresses that have no page.</summary>
    public static void MapImageTexts(this WebApplication application)
    {
        Map(ImageAddress.ReleaseNotes, (texts, reader, query, token) => texts.ShowNotesAsync(reader, query, token));
        Map(ImageAddress.ComputedFiles, (texts, reader, query, token) => texts.ListComputedFilesAsync(reader, query, token));
        Map(ImageAddress.Object, (texts, reader, query, token) => texts.OpenObjectAsync(reader, query, token));

        void Map(string address, Answer answer) =>
            application.MapMethods(address, Reading, (RequestDelegate)(context => AnswerAsync(context, answer)));
    }

    private static Answer? FindList(HttpRequest request)
    {
        var path = request.Path.Value;
        if (path is not (ImageAddress.List or ImageAddress.Directories or ImageAddress.Packages)
            || !HttpMethods.IsGet(request.Method)
            || OriginalQuery.Of(request).Format is not ("text" or "json"))
        {
            return null;
        }

        return path switch
        {
            ImageAddress.List => (texts, reader, query, token) => texts.ListImagesAsync(reader, query, token),
            ImageAddress.Directories => (texts, reader, _, token) => texts.ListDirectoriesAsync(reader, token),
            _ => (texts, reader, query, token) => texts.ListPackagesAsync(reader, query, token),
        };
    }

    private static async Task AnswerAsync(HttpContext context, Answer answer)
    {
        var services = context.RequestServices;
        var reader = services.GetRequiredService<PageReaders>().Of(context);
        try
        {
            var result = await answer(
                services.GetRequiredService<ImageTexts>(), reader, OriginalQuery.Of(context.Request), context.RequestAborted);
            await result.ExecuteAsync(context);
        }
        catch (ImageStoreException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await new WebFailure(StatusCodes.Status502BadGateway, "Not available", e.Message).ExecuteAsync(context);
        }
    }

    private delegate Task<IResult> Answer(ImageTexts texts, PageReader reader, OriginalQuery query, CancellationToken cancellationToken);
}
