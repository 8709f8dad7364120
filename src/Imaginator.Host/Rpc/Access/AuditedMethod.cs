using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>RPC methods that change something: the audit log has who has called them, with what, and what came of it.</summary>
internal static class AuditedMethod
{
    /// <summary>A method that takes one request and gives one reply.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="targetOf">What a request is about.</param>
    /// <param name="errorOf">What a reply says of failure; empty if there was none.</param>
    /// <param name="handle">Makes the reply, or throws <see cref="ImaginatorException"/>.</param>
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
