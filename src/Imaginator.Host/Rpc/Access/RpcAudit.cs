using Imaginator.Host.Auditing;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Who asked for what by RPC, in the audit log: calls that change something, and those that were denied. Thread-safe.</summary>
internal sealed class RpcAudit(AuditLog audit) : ISrpcAudit
{
    private const string Channel = "rpc";

    /// <summary>The caller may not make a call.</summary>
    public void Denied(SrpcCallContext context, string method) =>
        audit.Denied(new AuditedCall(context.ToCaller(), method, "", Channel), $"no access to {method}");

    /// <summary>A call was let through.</summary>
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
