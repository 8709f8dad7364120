namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Records the callers of RPC methods that change state, and denied calls. Methods are <c>Service.Method</c>. Thread-safe.</summary>
public interface ISrpcAudit
{
    /// <summary>Records a call that the caller has no permission for.</summary>
    void Denied(SrpcCallContext context, string method);

    /// <summary>Records a call that the caller has no permission for, because of its target.</summary>
    void Denied(SrpcCallContext context, string method, string target, string reason);

    /// <summary>Records a permitted call; <paramref name="error"/> is empty if it succeeded, or started work that continues.</summary>
    void Answered(SrpcCallContext context, string method, string target, string error);
}
