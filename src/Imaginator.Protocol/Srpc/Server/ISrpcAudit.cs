namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Records who asked for what by RPC: calls that change something, and those that were denied. Thread-safe.</summary>
internal interface ISrpcAudit
{
    /// <summary>Records that a caller has no permission for a call.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    void Denied(SrpcCallContext context, string method);

    /// <summary>Records a call that was let through.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="error">Why the call failed; empty if it succeeded, or began something that goes on.</param>
    void Answered(SrpcCallContext context, string method, string target, string error);
}
