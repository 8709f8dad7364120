using System.Text.Json;
using Imaginator.Host.Web.Api.Reference;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>
/// The page <c>/api/v1/reference</c>: the OpenAPI document for people. It can be read without scripts; a script adds forms that send requests.
/// </summary>
internal static class ReferencePage
{
    public static async Task AnswerAsync(HttpContext context)
    {
        var page = new ConsolePage("API reference", new Web_Console_Reference_ReferenceView { Model = await ReadAsync(context) })
        {
            Scripts = ["reference.js"],
            Styles = ["reference.css"],
        };
        await page.ExecuteAsync(context);
    }

    // The document is read for each request, so that an idle daemon keeps nothing of it.
    private static async Task<ReferenceModel> ReadAsync(HttpContext context)
    {
        await using var resource = OpenApiDocument.Open();
        using var document = await JsonDocument.ParseAsync(resource, cancellationToken: context.RequestAborted);
        return new DocumentReader(document.RootElement, AddressOf(context.Request)).Read();
    }

    // A request of HTTP 1.0 can have no host.
    private static string AddressOf(HttpRequest request) =>
        $"{request.Scheme}://{(request.Host.HasValue ? request.Host.ToUriComponent() : "localhost")}{request.PathBase.ToUriComponent()}";
}
