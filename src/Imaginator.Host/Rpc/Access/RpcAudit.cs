using Imaginator.Building.Builds;
using Imaginator.Host.Auditing;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Records RPC calls in the audit log: those that change something, and denied ones. Thread-safe.</summary>
internal sealed class RpcAudit(AuditLog audit) : ISrpcAudit
{
    private const string Channel = "rpc";

    /// <summary>Records a call to <paramref name="method"/> (<c>Service.Method</c>) that the caller may not make.</summary>
    public void Denied(SrpcCallContext context, string method) => Denied(context, method, "", $"no access to {method}");

    /// <summary>Records a call to a method that the caller may not make for <paramref name="target"/>.</summary>
    public void Denied(SrpcCallContext context, string method, string target, string reason) =>
        audit.Denied(CallOf(context, method, target), reason);

    /// <summary>Records the inputs of an accepted build that the caller chooses, if there are any.</summary>
    public void AskedFor(SrpcCallContext context, string method, BuildRequest request)
    {
        if (!request.Variables.IsEmpty || !string.IsNullOrEmpty(request.GitBranch))
        {
            audit.Inputs(CallOf(context, method, request.StreamName), InputText.Describe(request), "public");
        }
    }

    /// <summary>Records a permitted call. An empty <paramref name="error"/> means that it succeeded, or that its build was accepted.</summary>
    public void Answered(SrpcCallContext context, string method, string target, string error)
    {
        var call = CallOf(context, method, target);
        if (error.Length == 0)
        {
            audit.Allowed(call);
        }
        else
        {
            audit.Refused(call, error);
        }
    }

    private static AuditedCall CallOf(SrpcCallContext context, string method, string target)
    {
        var (action, shownTarget) = AuditActions.OfCall(method, target);
        return new AuditedCall(context.ToCaller(), action, shownTarget, Channel);
    }
}
