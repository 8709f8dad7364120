using Imaginator.Host.Queue.Requests;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Failures;

/// <summary>Errors of the API as problem details (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>An error with a status code, as a clause without a full stop.</summary>
    /// <param name="type">The type; null for that of the status code.</param>
    public static IResult Of(int statusCode, string detail, string? type = null) =>
        TypedResults.Problem(detail, statusCode: statusCode, type: type ?? ProblemTypes.Of(statusCode));

    public static IResult InvalidRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    public static IResult BuildNotFound() => NotFound("build not found; it may have been removed from the history");

    public static IResult StreamNotFound(string name) => NotFound($"stream \"{name}\" not found in the configuration");

    public static IResult ImageNotFound(string name) => NotFound($"image \"{name}\" not found; it may have expired, or have been deleted");

    /// <summary>The caller has no permission.</summary>
    public static IResult NotPermitted(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    /// <summary>Explains a build request that was refused.</summary>
    public static IResult Of(BuildRefusedException refusal) => refusal.MissingVariables.IsEmpty
        ? Of(StatusOf(refusal.Reason), refusal.Message, refusal.Reason == BuildRefusal.KeyReused ? ProblemTypes.KeyReused : null)
        : TypedResults.Problem(
            refusal.Message,
            statusCode: StatusOf(refusal.Reason),
            type: ProblemTypes.MissingVariables,
            extensions: new Dictionary<string, object?> { ["missingVariables"] = refusal.MissingVariables });

    /// <summary>Explains a failure of the image store.</summary>
    public static IResult Of(ImageStoreException failure) => failure.Reason switch
    {
        ImageStoreError.UnknownImage or ImageStoreError.UnknownDirectory or ImageStoreError.UnknownObject => NotFound(failure.Message),
        ImageStoreError.BadRequest or ImageStoreError.ImageExists => Of(StatusCodes.Status409Conflict, failure.Message),
        ImageStoreError.Busy or ImageStoreError.Full => Of(
            StatusCodes.Status503ServiceUnavailable, failure.Message, ProblemTypes.ImageStoreFailed),
        _ => Of(StatusCodes.Status502BadGateway, failure.Message, ProblemTypes.ImageStoreFailed),
    };

    /// <summary>The status code for a build request that was refused.</summary>
    public static int StatusOf(BuildRefusal reason) => reason switch
    {
        BuildRefusal.NotPermitted => StatusCodes.Status403Forbidden,
        BuildRefusal.UnknownStream or BuildRefusal.UnknownBuild => StatusCodes.Status404NotFound,
        BuildRefusal.OutOfBounds => StatusCodes.Status400BadRequest,
        BuildRefusal.KeyReused => StatusCodes.Status422UnprocessableEntity,
        BuildRefusal.TooMany => StatusCodes.Status429TooManyRequests,
        BuildRefusal.Stopping => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };
}
