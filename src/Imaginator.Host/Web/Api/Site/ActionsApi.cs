using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary>Runs actions for calls of the API.</summary>
internal sealed class ActionsApi(ActionGate gate, WebActions actions)
{
    /// <summary>Runs an action. The input is empty if the action requires none.</summary>
    public Task<IResult> RunAsync(HttpContext context, Func<WebActions, WebAction> select, string input) =>
        RunAsync(context, select(actions), input);

    /// <summary>Runs an action. The input is empty if the action requires none.</summary>
    public async Task<IResult> RunAsync(HttpContext context, WebAction action, string input)
    {
        var result = await gate.RunAsync(context, action, input);
        return result.Kind == ActionResultKind.Done
            ? new JsonAnswer<ApiActionResult>(
                new ApiActionResult { Result = result.Message, DisabledUntil = result.DisabledUntil }, ApiJson.Default.ApiActionResult)
            : ActionProblems.Of(result);
    }

    /// <summary>Runs an action whose input is the duration in the parameter <c>for</c>.</summary>
    public Task<IResult> RunForAsync(HttpContext context, Func<WebActions, WebAction> select) =>
        RunAsync(context, select, context.Request.Query["for"].ToString());
}
