using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Creates RPC methods that change something: the audit log records their callers, arguments and results.</summary>
internal static class AuditedMethod
{
    /// <summary>Creates a method with one request and one reply.</summary>
    public static SrpcMethod RequestReply<TRequest, TReply>(
        RpcAudit audit,
        string service,
        string name,
        Func<TRequest, string> targetOf,
        Func<TReply, string> errorOf,
        Func<TRequest, SrpcCall, CancellationToken, Task<TReply>> handle)
    {
        var method = $"{service}.{name}";
        return SrpcMethod.RequestReply<TRequest, TReply>(name, async (request, call, cancellationToken) =>
        {
            try
            {
                var reply = await handle(request, call, cancellationToken);
                audit.Answered(call.Context, method, targetOf(request), errorOf(reply));
                return reply;
            }
            catch (ImaginatorException exception)
            {
                audit.Answered(call.Context, method, targetOf(request), exception.Message);
                throw;
            }
        });
    }
}
