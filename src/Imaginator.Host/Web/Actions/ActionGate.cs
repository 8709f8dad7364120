using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// The only way to run an action: identifies the caller, checks the caller's permission and the origin of the request, and
/// writes the outcome to the audit log. Thread-safe.
/// </summary>
internal sealed class ActionGate(WebCallers callers, AntiForgery forms, AuditLog audit, PortOptions port, OwnNames names)
{
    private const string Channel = "web";

    /// <summary>Identifies the caller of a method.</summary>
    public Caller CallerOf(HttpContext context, string method) => callers.Of(context, method);

    /// <summary>
    /// The refusal of a request that a page of another site can have made a browser send, which is recorded; null if the request is
    /// accepted. A form must have been read before.
    /// </summary>
    public ActionResult? FindForeign(HttpContext context, string action, string method, string target)
    {
        if (RequestOrigin.FaultOf(context, port.IsInsecure, names, forms) is not { } fault)
        {
            return null;
        }

        audit.Denied(new AuditedCall(CallerOf(context, method), action, target, Channel), fault);
        return new ActionResult(ActionResultKind.Foreign, fault);
    }

    /// <summary>Runs an action for the sender of a request. The input is empty if the action requires none.</summary>
    public async Task<ActionResult> RunAsync(HttpContext context, WebAction action, string input)
    {
        if (FindForeign(context, action.Name, action.Method, input) is { } foreign)
        {
            return foreign;
        }

        var caller = CallerOf(context, action.Method);
        var call = new AuditedCall(caller, action.Name, input, Channel);
        if (!caller.HasMethodAccess && action.IsOpenTo?.Invoke(caller, input) != true)
        {
            audit.Denied(call, $"no access to {action.Method}");
            return Denied(caller, action.Name, action.Method);
        }

        try
        {
            var result = await action.Run(caller, input, context.RequestAborted);
            Record(call, result);
            return result;
        }
        catch (ImaginatorException e)
        {
            audit.Refused(call, e.Message);
            return new ActionResult(ActionResultKind.Refused, e.Message);
        }
    }

    /// <summary>The answer to a caller without permission.</summary>
    public static ActionResult Denied(Caller caller, string action, string method) =>
        caller.Authentication == AuthenticationKind.None
            ? new ActionResult(
                ActionResultKind.Unauthenticated,
                $"{action} requires a credential: a client certificate, a bearer token or a session, with access to {method} or a role "
                + "for the stream")
            : new ActionResult(
                ActionResultKind.Denied,
                $"{caller.DisplayName} has no permission for {action}: it requires access to {method}, or a role for the stream");

    private void Record(AuditedCall call, ActionResult result)
    {
        switch (result.Kind)
        {
            case ActionResultKind.Done:
                audit.Allowed(call);
                break;
            case ActionResultKind.Denied or ActionResultKind.Unauthenticated:
                audit.Denied(call, result.Message);
                break;
            default:
                audit.Refused(call, result.Message);
                break;
        }
    }
}
