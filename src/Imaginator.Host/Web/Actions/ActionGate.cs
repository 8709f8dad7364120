using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// The only way to run an action: identifies the caller, checks the caller's permission and the origin of the request, and
/// writes the outcome to the audit log. Thread-safe.
/// </summary>
internal sealed class ActionGate(WebCallers callers, WebActions actions, AuditLog audit, PortOptions port)
{
    private const string Channel = "web";

    /// <summary>Runs an action for the sender of a request. The input is empty if the action requires none.</summary>
    public async Task<ActionResult> RunAsync(HttpContext context, WebAction action, string input)
    {
        var caller = callers.Of(context, action.Method);
        var call = new AuditedCall(caller, action.Name, input, Channel);
        if (RequestOrigin.FaultOf(context.Request, port.IsInsecure) is { } fault)
        {
            audit.Denied(call, fault);
            return new ActionResult(ActionResultKind.Denied, fault);
        }

        if (!caller.HasMethodAccess && action.IsOpenTo?.Invoke(caller, input) != true)
        {
            audit.Denied(call, $"no access to {action.Method}");
            return new ActionResult(
                ActionResultKind.Denied,
                $"{action.Name} requires HTTPS and a client certificate with access to {action.Method}, or a user named in -srpcTrustedUsers");
        }

        try
        {
            var result = await action.Run(caller, input, context.RequestAborted);
            if (result.Kind == ActionResultKind.Done)
            {
                audit.Allowed(call);
            }
            else
            {
                audit.Refused(call, result.Message);
            }

            return result;
        }
        catch (ImaginatorException e)
        {
            audit.Refused(call, e.Message);
            return new ActionResult(ActionResultKind.Refused, e.Message);
        }
    }

    /// <summary>The buttons that the reader of a page has permission to use.</summary>
    public ActionButtons ButtonsFor(HttpContext context)
    {
        // Actions sent to this host name would be denied.
        if (port.IsInsecure && RequestOrigin.FaultOfHost(context.Request) is not null)
        {
            return ActionButtons.None;
        }

        return new ActionButtons(
            mayCancel: May(actions.CancelBuild),
            mayDisableRequests: May(actions.DisableBuildRequests),
            mayDisableAutoBuilds: May(actions.DisableAutoBuilds),
            mayStart: actions.HasAutoBuilds && May(actions.StartAutoBuilds));

        bool May(WebAction action) => callers.Of(context, action.Method).HasMethodAccess;
    }
}
