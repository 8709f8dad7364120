using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Actions;

/// <summary>The addresses of actions: forms of pages under <c>/actions</c>, and calls of the API.</summary>
internal static class ActionRoutes
{
    /// <summary>The common beginning of the addresses of forms.</summary>
    public const string Forms = "/actions/";

    private const string Input = "input";
    private const int MaximumFormLength = 4096;

    public static void MapActions(this WebApplication application)
    {
        var gate = application.Services.GetRequiredService<ActionGate>();
        var actions = application.Services.GetRequiredService<WebActions>();

        MapForm(actions.CancelBuild);
        MapForm(actions.DisableBuildRequests);
        MapForm(actions.EnableBuildRequests);
        MapForm(actions.DisableAutoBuilds);
        MapForm(actions.EnableAutoBuilds);
        MapForm(actions.StartAutoBuilds);

        MapCall("/builds/{id}/cancel", actions.CancelBuild, context => (string)context.GetRouteValue("id")!);
        MapCall("/build-requests/disable", actions.DisableBuildRequests, Duration);
        MapCall("/build-requests/enable", actions.EnableBuildRequests, _ => "");
        MapCall("/auto-builds/disable", actions.DisableAutoBuilds, Duration);
        MapCall("/auto-builds/enable", actions.EnableAutoBuilds, _ => "");
        MapCall("/auto-builds/start", actions.StartAutoBuilds, _ => "");

        void MapForm(WebAction action) => application.MapPost(Forms + action.Name, (RequestDelegate)(async context =>
        {
            var result = await gate.RunAsync(context, action, await ReadInputAsync(context));

            // Back to the page with the button: reloading that does not repeat the action.
            IResult answer = result.Kind == ActionResultKind.Done
                ? new SeeOther(PageAddress.Status)
                : FailureOf(result);
            await answer.ExecuteAsync(context);
        }));

        void MapCall(string path, WebAction action, Func<HttpContext, string> input) =>
            application.MapPost(ApiAddress.Root + path, (RequestDelegate)(async context =>
            {
                var result = await gate.RunAsync(context, action, input(context));
                IResult answer = result.Kind == ActionResultKind.Done
                    ? TypedResults.Json(new ApiActionResult(result.Message, result.DisabledUntil), ApiJson.Default.ApiActionResult)
                    : FailureOf(result);
                await answer.ExecuteAsync(context);
            }));
    }

    private static string Duration(HttpContext context) => context.Request.Query["for"].ToString();

    private static async Task<string> ReadInputAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumFormLength;
        }

        return context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(context.RequestAborted))[Input].ToString()
            : "";
    }

    private static WebFailure FailureOf(ActionResult result) => new(StatusOf(result.Kind), "Not done", result.Message);

    private static int StatusOf(ActionResultKind kind) => kind switch
    {
        ActionResultKind.Malformed => StatusCodes.Status400BadRequest,
        ActionResultKind.Denied => StatusCodes.Status403Forbidden,
        ActionResultKind.NotFound => StatusCodes.Status404NotFound,
        ActionResultKind.Refused => StatusCodes.Status409Conflict,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a failure"),
    };
}
