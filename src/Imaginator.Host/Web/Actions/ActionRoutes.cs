using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Actions;

/// <summary>The addresses of the forms of pages: <c>/actions</c>.</summary>
internal static class ActionRoutes
{
    private const string Input = "input";
    private const int MaximumFormLength = 4096;

    public static void MapActions(this WebApplication application)
    {
        var gate = application.Services.GetRequiredService<ActionGate>();
        var actions = application.Services.GetRequiredService<WebActions>();
        var deliveries = application.Services.GetRequiredService<DeliveryActions>();

        MapForm(actions.CancelBuild, OfBuild);
        MapForm(actions.DisableBuildRequests);
        MapForm(actions.EnableBuildRequests);
        MapForm(actions.DisableAutoBuilds);
        MapForm(actions.EnableAutoBuilds);
        MapForm(actions.StartAutoBuilds);
        MapForm(deliveries.Replay, _ => PageAddress.Notifications);

        void MapForm(WebAction action, Func<string, string>? pageOf = null) => application.MapPost(FormAddress.Root + action.Name, (RequestDelegate)(async context =>
        {
            var input = await ReadInputAsync(context);
            var result = await gate.RunAsync(context, action, input);

            // Back to a page with the button: reloading that does not repeat the action.
            IResult answer = result.Kind == ActionResultKind.Done
                ? new SeeOther(context.Request.PathBase + (pageOf?.Invoke(input) ?? PageAddress.Status))
                : FailureOf(result);
            await answer.ExecuteAsync(context);
        }));
    }

    private static string OfBuild(string input) => BuildId.TryParse(input, out var id) ? PageAddress.OfBuild(id) : PageAddress.Status;

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

    private static WebFailure FailureOf(ActionResult result) => new(ActionProblems.StatusOf(result.Kind), "Not done", result.Message);
}
