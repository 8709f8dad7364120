using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Contract;

/// <summary>A possible answer of an operation that succeeds.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The media type; null for an answer without a body.</param>
/// <param name="Body">The type of a JSON body; null for other bodies.</param>
internal sealed record ApiAnswerInfo(int Status, string? ContentType, Type? Body)
{
    public static ApiAnswerInfo NoContent { get; } = new(StatusCodes.Status204NoContent, null, null);

    /// <summary>The answer to a request whose <c>If-None-Match</c> has the present entity tag.</summary>
    public static ApiAnswerInfo NotModified { get; } = new(StatusCodes.Status304NotModified, null, null);

    public static ApiAnswerInfo PlainText { get; } = new(StatusCodes.Status200OK, "text/plain", null);

    public static ApiAnswerInfo Bytes { get; } = new(StatusCodes.Status200OK, "application/octet-stream", null);

    public static ApiAnswerInfo Events { get; } = new(StatusCodes.Status200OK, "text/event-stream", null);

    public static ApiAnswerInfo Json<T>(int status = StatusCodes.Status200OK) => new(status, "application/json", typeof(T));
}
