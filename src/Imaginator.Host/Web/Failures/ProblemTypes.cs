using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Failures;

/// <summary>
/// The types of problem details (RFC 9457). Programs distinguish errors by them: a type never changes, and docs/reference/api.md lists all.
/// </summary>
internal static class ProblemTypes
{
    /// <summary>The request comes from a page of another site, or without the header that shows that it does not.</summary>
    public const string ForeignRequest = Prefix + "foreign-request";

    /// <summary>The build already publishes its image, or has ended.</summary>
    public const string TooLate = Prefix + "too-late";

    /// <summary>The idempotency key belongs to another request.</summary>
    public const string KeyReused = Prefix + "key-reused";

    /// <summary>A retry requires values of variables that are not kept; the field <c>missingVariables</c> names them.</summary>
    public const string MissingVariables = Prefix + "missing-variables";

    /// <summary>The image store refused a request, failed, or did not answer.</summary>
    public const string ImageStoreFailed = Prefix + "image-store-failed";

    private const string Prefix = "urn:imaginator:problem:";

    /// <summary>The type of all other errors with a status code.</summary>
    public static string Of(int statusCode) => Prefix + statusCode switch
    {
        StatusCodes.Status400BadRequest => "invalid-request",
        StatusCodes.Status401Unauthorized => "not-authenticated",
        StatusCodes.Status403Forbidden => "not-permitted",
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
        StatusCodes.Status409Conflict => "not-possible",
        StatusCodes.Status413PayloadTooLarge => "body-too-long",
        StatusCodes.Status415UnsupportedMediaType => "unsupported-content-type",
        StatusCodes.Status429TooManyRequests => "too-many-requests",
        StatusCodes.Status503ServiceUnavailable => "not-available",
        >= StatusCodes.Status500InternalServerError => "internal-error",
        _ => "invalid-request",
    };
}
