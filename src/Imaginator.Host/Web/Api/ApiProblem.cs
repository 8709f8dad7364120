using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Imaginator.Host.Web.Api;

/// <summary>What the API answers when it cannot do what was asked: RFC 9457.</summary>
/// <param name="Title">The status code in words.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What is wrong, in a sentence for people.</param>
internal sealed record ApiProblem(string Title, int Status, string Detail)
{
    public static IResult Of(int statusCode, string detail) => TypedResults.Json(
        new ApiProblem(ReasonPhrases.GetReasonPhrase(statusCode), statusCode, detail),
        ApiJson.Default.ApiProblem,
        "application/problem+json",
        statusCode);
}
