using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// The one door to actions: who is it, may he, does he want it himself; and whatever comes of it is in the audit log.
/// Thread-safe.
/// </summary>
internal sealed class ActionGate(WebCallers callers, WebActions actions, AuditLog audit, PortOptions port)
{
    private const string Channel = "web";

    /// <summary>Does something for whoever sends a request, if he may.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">What to do.</param>
    /// <param name="input">What the request says; empty for nothing.</param>
    /// <returns>What has become of it.</returns>
    public async Task<ActionResult> RunAsync(HttpContext context, WebAction action, string input)
    {
        var caller = callers.Of(context, action.Method);
        var call = new AuditedCall(caller, action.Name, input, Channel);
        if (RequestOrigin.FaultOf(context.Request, port.IsInsecure) is { } fault)
        {
            audit.Denied(call, fault);
            return new ActionResult(ActionResultKind.Denied, Sentence(fault));
        }

        if (!caller.HasMethodAccess && action.IsOpenTo?.Invoke(caller, input) != true)
        {
            audit.Denied(call, $"no access to {action.Method}");
            return new ActionResult(
                ActionResultKind.Denied,
                $"This takes HTTPS and a client certificate with access to {action.Method}, or a user of -srpcTrustedUsers.");
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
            return new ActionResult(ActionResultKind.Refused, Sentence(e.Message));
        }
    }

    /// <summary>The buttons for whoever reads a page.</summary>
    /// <param name="context">The request for the page.</param>
    public ActionButtons ButtonsFor(HttpContext context)
    {
        // A page for a name that would not be taken shows no buttons that would not work.
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

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : ".");
}
