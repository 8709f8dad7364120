using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Answers;

/// <summary>JSON as a response.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type) : IResult
{
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether clients can keep the response: it has an entity tag.</summary>
    public bool HasTag { get; init; }

    /// <summary>The address of the next page, which is also in the header <c>Link</c>; null for none.</summary>
    public string? Next { get; init; }

    /// <summary>The address of a new resource; null for none.</summary>
    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        if (Next is not null)
        {
            response.Headers.Link = $"<{Next}>; rel=\"next\"";
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        if (HasTag && EntityTags.IsKnown(httpContext, EntityTags.Of(json)))
        {
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
