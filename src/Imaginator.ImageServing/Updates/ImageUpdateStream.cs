using Imaginator.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.Protocol.Messages.ImageServer.Replication;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Updates;

/// <summary>The methods that send all images and then all changes, until the client disconnects.</summary>
internal sealed class ImageUpdateStream(IServableStore store)
{
    // The operations of an update on the wire.
    private const ulong AddImage = 0;
    private const ulong DeleteImage = 1;
    private const ulong MakeDirectory = 2;
    private const ulong DeleteDirectory = 3;

    public Task RunAsync(SrpcCall call, CancellationToken cancellationToken) =>
        RunAsync(call, new GetFilteredImageUpdatesRequest(), cancellationToken);

    public async Task RunFilteredAsync(SrpcCall call, CancellationToken cancellationToken) =>
        await RunAsync(
            call, await call.ReadAsync<GetFilteredImageUpdatesRequest>(cancellationToken), cancellationToken);

    private async Task RunAsync(
        SrpcCall call, GetFilteredImageUpdatesRequest request, CancellationToken cancellationToken)
    {
        // A client that sends data violates the protocol, and its disconnection would go unnoticed.
        var end = call.WatchForDisconnect(mustBeSilent: true);
        var isComplete = false;
        await foreach (var change in store.WatchAsync(end))
        {
            // An expiring image can become permanent, but not the reverse: every deletion of a sent image is sent.
            if (request.IgnoreExpiring && change.ExpiresAt is not null)
            {
                continue;
            }

            isComplete |= change.Kind == StoreChangeKind.StateComplete;
            await call.WriteAsync(ToWire(change), cancellationToken);
            if (isComplete)
            {
                await call.FlushAsync(cancellationToken);
            }
        }
    }

    private static ImageUpdate ToWire(StoreChange change) => change.Kind switch
    {
        StoreChangeKind.DirectoryChanged => new ImageUpdate
        {
            Directory = DirectoryMethods.ToWire(new ImageDirectoryInfo(change.Name, change.OwnerGroup)),
            Operation = MakeDirectory,
        },
        StoreChangeKind.DirectoryRemoved => new ImageUpdate { Name = change.Name, Operation = DeleteDirectory },
        StoreChangeKind.ImageRemoved => new ImageUpdate { Name = change.Name, Operation = DeleteImage },
        StoreChangeKind.ImageChanged => new ImageUpdate { Name = change.Name, Operation = AddImage },
        _ => new ImageUpdate(), // the end of the existing images
    };
}
