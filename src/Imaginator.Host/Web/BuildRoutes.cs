using Imaginator.Host.History;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Builds;
using Imaginator.Host.Web.Console.Logs;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Logs.Following;
using Imaginator.Host.Web.Logs.Lines;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web;

/// <summary>Maps the pages about builds and their logs.</summary>
internal static class BuildRoutes
{
    public static void MapBuildPages(this WebApplication application)
    {
        application.MapRead<LogArchivePage>(
            PageAddress.LogArchive, (page, reader, context) => page.Make(reader, PageQuery.Of(context)));
        foreach (var kind in Enum.GetValues<BuildListKind>())
        {
            application.MapRead<BuildListPage>(
                BuildListAddress.Of(kind),
                (page, reader, context) => page.OfAll(reader, kind, PageQuery.Of(context) with { Name = "" }));
            application.MapNamed<BuildListPage>(
                BuildListAddress.OfStream(kind),
                "a stream",
                (page, reader, query, _) => Task.FromResult<IResult>(page.OfStream(reader, kind, query)));
            application.MapNamed<BuildListPage>(
                BuildListAddress.OfRequestor(kind),
                "a user",
                (page, reader, query, _) => Task.FromResult<IResult>(page.OfRequestor(reader, kind, query)));
        }

        MapLogs(application);
        application.MapBuild<BuildPage>("", async (page, reader, id, context) =>
            await page.MakeAsync(reader, id, context.RequestAborted) is { } found ? found : WebFailures.BuildNotFound());
        application.MapBuild<LogPage>("/log", (page, _, id, context) => page.MakeAsync(id, context.Request, context.RequestAborted));
        application.MapBuild<LogPage>(
            "/log/lines", (page, _, id, context) => page.MakeLinesAsync(id, context.Request, context.RequestAborted));
        application.MapBuild<LogPage>(
            "/log/matches", (page, _, id, context) => page.MakeMatchesAsync(id, context.Request, context.RequestAborted));
        application.MapBuild<LogResults>("/log.txt", (results, _, id, _) => Task.FromResult(results.Text(id)));
        application.MapBuild<BuildLookup>("/log/follow", (records, _, id, context) => Task.FromResult<IResult>(
            records.Find(id) is null
                ? WebFailures.LogNotFound()
                : new LogFollowing(
                    context.RequestServices.GetRequiredService<LogResults>(),
                    context.RequestServices.GetRequiredService<LogReading>(),
                    context.RequestServices.GetRequiredService<LogFeeds>(),
                    id)));
    }

    private static void MapLogs(WebApplication application)
    {
        application.MapNamed<LogAddresses>(
            PageAddress.CurrentLog, "a stream", (logs, reader, query, _) => Task.FromResult(logs.Current(reader, query.Name)));
        application.MapNamed<LogAddresses>(
            PageAddress.LastLog, "a stream", (logs, reader, query, _) => Task.FromResult(logs.Last(reader, query.Name)));
        foreach (var address in new[] { PageAddress.ImageLog, ImageAddress.BuildLog })
        {
            application.MapNamed<LogAddresses>(
                address, "an image", (logs, reader, query, _) => Task.FromResult(logs.OfImage(reader, query.Name)));
        }
    }

    // A build of a stream that the reader does not see does not exist for the reader.
    private static void MapBuild<TService>(
        this WebApplication application, string suffix, Func<TService, PageReader, BuildId, HttpContext, Task<IResult>> answerAsync)
        where TService : notnull => application.MapReadAsync<TService>("/builds/{id}" + suffix, (service, reader, context) =>
            BuildId.TryParse((string)context.GetRouteValue("id")!, out var id) && Sees(reader, id, context)
                ? answerAsync(service, reader, id, context)
                : Task.FromResult<IResult>(WebFailures.BuildNotFound()));

    private static bool Sees(PageReader reader, BuildId id, HttpContext context) =>
        reader.SeesAll
        || (context.RequestServices.GetRequiredService<BuildLookup>().Find(id) is { } build && reader.Sees(build.StreamName));
}
