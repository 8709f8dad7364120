using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Data;

/// <summary>Data for the scripts of pages as JSON. Writes it without the serializer, which an idle daemon does not load.</summary>
internal sealed class DataResult(Action<Utf8JsonWriter> write) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
        {
            write(json);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
