using System.Text;
using Imaginator.Host.Web.Api.Answers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Reference;

/// <summary>The OpenAPI document as an answer.</summary>
internal static class OpenApiDocumentResult
{
    // The address under which the paths of the document are.
    private const string Server = "\"url\": \"/\"";

    public static async Task AnswerAsync(HttpContext context)
    {
        var document = Encoding.UTF8.GetBytes(await ReadAsync(context));
        if (EntityTags.IsKnown(context, EntityTags.Of(document)))
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = document.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(document, context.RequestAborted);
        }
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        await using var resource = OpenApiDocument.Open();
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return context.Request.PathBase is { HasValue: true } pathBase
            ? text.Replace(Server, $"\"url\": \"{pathBase.ToUriComponent()}\"", StringComparison.Ordinal)
            : text;
    }
}
