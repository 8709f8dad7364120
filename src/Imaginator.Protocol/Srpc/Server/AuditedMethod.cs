namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Creates RPC methods that change state; the caller, target and result of each call are recorded.</summary>
public static class AuditedMethod
{
    /// <summary>
    /// Creates a method with one request and one reply; <paramref name="errorOf"/> returns an empty text for a
    /// successful reply.
    /// </summary>
    public static SrpcMethod RequestReply<TRequest, TReply>(
        ISrpcAudit audit,
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
                Record(request, call, errorOf(reply));
                return reply;
            }
            catch (ImaginatorException exception)
            {
                Record(request, call, exception.Message);
                throw;
            }
        });

        void Record(TRequest request, SrpcCall call, string error)
        {
            if (call.IsDenied)
            {
                audit.Denied(call.Context, method, targetOf(request), error);
            }
            else
            {
                audit.Answered(call.Context, method, targetOf(request), error);
            }
        }
    }
}
