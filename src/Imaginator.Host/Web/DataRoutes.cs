using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Graph;
using Imaginator.Host.Web.Data;
using Imaginator.Host.Web.Failures;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web;

/// <summary>Maps the data that scripts of pages draw.</summary>
internal static class DataRoutes
{
    private const string Example = "a stream";

    public static void MapData(this WebApplication application)
    {
        application.MapRead<TrendData>(DataAddress.Trend, (data, _, context) => data.OfDashboards(TrendQuery.Of(context.Request)));
        application.MapReadAsync<GraphPage>(DataAddress.Graph, async (page, _, context) => await page.MakeDataAsync(context));
        application.MapNamed<TrendData>(DataAddress.Durations, Example, (data, reader, query, _) => Task.FromResult<IResult>(
            reader.Sees(query.Name) ? data.OfDurations(query.Name) : WebFailures.StreamNotFound(query.Name)));
        application.MapNamed<ImageSizeData>(DataAddress.ImageSizes, Example, async (data, reader, query, context) =>
        {
            try
            {
                return reader.Sees(query.Name)
                    ? await data.OfStreamAsync(query.Name, context.RequestAborted)
                    : WebFailures.StreamNotFound(query.Name);
            }
            catch (ImageStoreException e)
            {
                return new WebFailure(StatusCodes.Status502BadGateway, "Image store not available", e.Message);
            }
        });
    }
}
