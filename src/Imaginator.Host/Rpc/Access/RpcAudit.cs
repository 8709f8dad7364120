using Imaginator.Building.Builds;
using Imaginator.Host.Auditing;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Records RPC calls in the audit log: those that change something, and denied ones. Thread-safe.</summary>
internal sealed class RpcAudit(AuditLog audit) : ISrpcAudit
{
    private const string Channel = "rpc";

    /// <summary>Records a call to <paramref name="method"/> (<c>Service.Method</c>) that the caller may not make.</summary>
    public void Denied(SrpcCallContext context, string method) =>
        audit.Denied(new AuditedCall(context.ToCaller(), method, "", Channel), $"no access to {method}");

    /// <summary>Records the inputs of an accepted build that the caller chooses, if there are any.</summary>
    public void AskedFor(SrpcCallContext context, string method, BuildRequest request)
    {
        if (!request.Variables.IsEmpty || !string.IsNullOrEmpty(request.GitBranch))
        {
            audit.Inputs(new AuditedCall(context.ToCaller(), method, request.StreamName, Channel), InputText.Describe(request), "public");
        }
    }

    /// <summary>Records a permitted call. An empty <paramref name="error"/> means that it succeeded, or that its build was accepted.</summary>
    public void Answered(SrpcCallContext context, string method, string target, string error)
    {
        var call = new AuditedCall(context.ToCaller(), method, target, Channel);
        if (error.Length == 0)
        {
            audit.Allowed(call);
        }
        else
        {
            audit.Refused(call, error);
        }
    }
}
