using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Images.Differences;
using Imaginator.Host.Web.Console.Images.Lists;
using Imaginator.Host.Web.Console.Images.Overview;
using Imaginator.Host.Web.Console.Images.Trees;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web;

/// <summary>Maps the pages about images.</summary>
internal static class ImageRoutes
{
    private const string Example = "an image";

    public static void MapImagePages(this WebApplication application)
    {
        foreach (var address in new[] { ImageAddress.List, ImageAddress.Directories })
        {
            application.MapImages<ImagesPage>(
                address, async (page, reader, context) => await page.MakeAsync(reader, context.Request, context.RequestAborted));
        }

        application.MapImage<ImagePage>(
            ImageAddress.Overview, (page, reader, name, context) => page.MakeAsync(reader, name, context.RequestAborted));
        application.MapImage<ImagePage>(
            ImageAddress.Filter, (page, reader, name, context) => page.MakeFilterAsync(reader, name, context.RequestAborted));
        application.MapImage<ImagePage>(
            ImageAddress.Triggers, (page, reader, name, context) => page.MakeTriggersAsync(reader, name, context.RequestAborted));
        application.MapImage<TreePage>(
            ImageAddress.Tree,
            (page, reader, name, context) => page.MakeDirectoryAsync(reader, name, TreePath.Root, 0, context.RequestAborted));
        application.MapImages<TreePage>(ImageAddress.Packages, (page, reader, context) =>
        {
            var query = ImageListQuery.Of(context.Request.QueryString.Value);
            return query.Name.Length == 0
                ? Task.FromResult<IResult>(WebFailures.NameMissing(Example))
                : page.MakePackagesAsync(reader, query.Name, query.Skip, context.RequestAborted);
        });
        application.MapImages<TreePage>(
            ImageAddress.Files, (page, reader, context) => page.MakeDirectoryAsync(reader, context.Request, context.RequestAborted));
        application.MapImages<TreePage>(
            ImageAddress.File, (page, reader, context) => page.MakeFileAsync(reader, context.Request, context.RequestAborted));
        application.MapImages<TreePage>(
            ImageAddress.Sizes, (page, reader, context) => page.MakeSizesAsync(reader, context.Request, context.RequestAborted));
        application.MapImages<DiffPages>(
            ImageAddress.Diff, (page, reader, context) => page.MakeAsync(reader, context.Request, context.RequestAborted));
        application.MapImages<DiffPages>(
            ImageAddress.History, (page, reader, context) => page.MakeHistoryAsync(reader, context.Request, context.RequestAborted));
    }

    private static void MapImage<TService>(
        this WebApplication application, string pattern, Func<TService, PageReader, string, HttpContext, Task<IResult>> answerAsync)
        where TService : notnull => application.MapImages<TService>(
            pattern,
            (service, reader, context) => PageQuery.Of(context) is { Name.Length: > 0 } query
                ? answerAsync(service, reader, query.Name, context)
                : Task.FromResult<IResult>(WebFailures.NameMissing(Example)));

    private static void MapImages<TService>(
        this WebApplication application, string pattern, Func<TService, PageReader, HttpContext, Task<IResult>> answerAsync)
        where TService : notnull => application.MapReadAsync<TService>(pattern, async (service, reader, context) =>
        {
            try
            {
                return await answerAsync(service, reader, context);
            }
            catch (ImageStoreException e)
            {
                return new WebFailure(StatusCodes.Status502BadGateway, "Image store not available", e.Message);
            }
        });
}
