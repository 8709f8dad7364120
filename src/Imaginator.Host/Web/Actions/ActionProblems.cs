using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>Failed actions as errors of HTTP.</summary>
internal static class ActionProblems
{
    /// <summary>As problem details, for calls of the API.</summary>
    public static IResult Of(ActionResult result) => Problems.Of(
        StatusOf(result.Kind),
        result.Message,
        result.Kind switch
        {
            ActionResultKind.Foreign => ProblemTypes.ForeignRequest,
            ActionResultKind.TooLate => ProblemTypes.TooLate,
            ActionResultKind.StoreFailed => ProblemTypes.ImageStoreFailed,
            _ => null,
        });

    public static int StatusOf(ActionResultKind kind) => kind switch
    {
        ActionResultKind.Malformed => StatusCodes.Status400BadRequest,
        ActionResultKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ActionResultKind.Denied or ActionResultKind.Foreign => StatusCodes.Status403Forbidden,
        ActionResultKind.NotFound => StatusCodes.Status404NotFound,
        ActionResultKind.Refused or ActionResultKind.TooLate => StatusCodes.Status409Conflict,
        ActionResultKind.StoreFailed => StatusCodes.Status502BadGateway,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a failure"),
    };
}
