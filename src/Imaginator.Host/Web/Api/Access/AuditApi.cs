using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Access;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Access;

/// <summary>The audit log: <c>/api/v1/audit</c>.</summary>
internal sealed class AuditApi(AuditReader reader, AuditLog audit, ActionGate gate)
{
    private const string Channel = "web";

    public IResult List(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var query = new AuditQuery
        {
            Outcome = parameters.Value("outcome", ApiAuditEntry.ParseOutcome, "allowed, denied, refused or inputs"),
            Channel = parameters.Text("channel"),
            Caller = parameters.Text("caller"),
            Action = parameters.Text("action"),
            Text = parameters.Text("text"),
            Since = parameters.Time("since"),
            Until = parameters.Time("until"),
            Before = parameters.Text("before"),
            Count = parameters.Limit(AuditQuery.MaximumCount),
        };
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        if (query.Before is { } before && !AuditReader.IsPosition(before))
        {
            return Problems.InvalidRequest($"invalid value \"{before}\" of parameter \"before\"; use the address in the field \"next\"");
        }

        var caller = gate.CallerOf(context, AccessMethods.ReadAudit);
        if (!caller.HasMethodAccess)
        {
            audit.Denied(new AuditedCall(caller, AuditActions.ReadAudit, "", Channel), $"no access to {AccessMethods.ReadAudit}");
            return ActionProblems.Of(ActionGate.Denied(caller, AuditActions.ReadAudit, AccessMethods.ReadAudit));
        }

        try
        {
            var entries = reader.Read(query);
            var next = entries.Count == query.Count ? parameters.NextAddress("before", entries[^1].Position) : null;
            return new JsonAnswer<ApiAudit>(
                new ApiAudit { Entries = [.. entries.Select(ApiAuditEntry.Of)], Next = next }, ApiJson.Default.ApiAudit) { Next = next };
        }
        catch (ImaginatorException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }
}
