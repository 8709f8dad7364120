using Imaginator.Host.Web.Failures;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Schemas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Schemas;

/// <summary>The addresses <c>/schemas/NAME.json</c>. Schemas are made when they are requested, which editors rarely do.</summary>
internal static class SchemaRoutes
{
    private const string ContentType = "application/schema+json";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapSchemas(this WebApplication application)
    {
        var plugins = application.Services.GetRequiredService<PluginSet>();

        // Anonymous callers can request them, and each request makes all of them.
        var turn = new SemaphoreSlim(1);
        application.MapMethods("/schemas/{name}.json", Reading, (RequestDelegate)(async context =>
        {
            var name = (string)context.GetRouteValue("name")!;
            var schemas = await CreateAsync(plugins, turn, context.RequestAborted);
            var answer = schemas.FirstOrDefault(schema => schema.Name == name) is { } found
                ? TypedResults.Text(found.Json, ContentType)
                : Problems.NotFound(
                    $"schema \"{name}\" not found; schemas are {string.Join(", ", schemas.Select(schema => schema.Name))}");
            await answer.ExecuteAsync(context);
        }));
    }

    private static async Task<IReadOnlyList<NamedSchema>> CreateAsync(
        PluginSet plugins, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await SiteSchemas.CreateAsync(plugins, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}
