using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>Reads the JSON bodies of requests.</summary>
internal static class ApiBody
{
    private const long MaximumLength = 256 * 1024;

    /// <summary>Reads a body. Exactly one of the results is null.</summary>
    /// <exception cref="BadHttpRequestException">The body is too long.</exception>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var request = context.Request;
        if (!request.HasJsonContentType())
        {
            return (null, Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "the body must be JSON, with the header Content-Type: application/json"));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumLength;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, context.RequestAborted) is { } value
                ? (value, null)
                : (null, Problems.Of(StatusCodes.Status400BadRequest, "the body must be a JSON object, not null"));
        }
        catch (JsonException e)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, Describe(e)));
        }
    }

    // The message of the serializer repeats path and position, and names the types of this program.
    private static string Describe(JsonException exception)
    {
        var position = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        var at = exception.Path is { Length: > 1 } path ? $"field \"{path}\"" : "the object";
        return exception.LineNumber is null
            ? $"invalid JSON in the body: {at} is incomplete, has an unknown field or a value of the wrong type"
            : $"invalid JSON in the body at {position}: {at} is malformed, incomplete, has an unknown field or a value of the wrong type";
    }
}
