using Imaginator.ImageStores;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Objects;

/// <summary>The methods that list and delete objects that no image refers to.</summary>
internal sealed class UnreferencedObjectMethods(IServableStore store, ILogger logger)
{
    public async Task ListAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListUnreferencedObjectsAsync(cancellationToken))
        {
            await call.WriteAsync(
                new UnreferencedObject { Hash = item.Hash, Size = (ulong)item.Length }, cancellationToken);
        }

        await call.WriteAsync(new UnreferencedObject(), cancellationToken);
    }

    public async Task<DeleteUnreferencedObjectsResponse> DeleteAsync(
        DeleteUnreferencedObjectsRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var report = await store.RemoveUnreferencedObjectsAsync(
            Math.Min((int)request.Percentage, 100), (long)Math.Min(request.Bytes, long.MaxValue), cancellationToken);
        ObjectLog.ObjectsRemoved(
            logger, report.Objects, report.Bytes, call.Context.Caller.UserName, call.Context.Remote);
        return new DeleteUnreferencedObjectsResponse();
    }
}
