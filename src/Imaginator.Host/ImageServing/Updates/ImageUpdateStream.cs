using Imaginator.Host.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.Protocol.Messages.ImageServer;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.ImageServing.Updates;

/// <summary>The methods that tell what images there are and then what changes, until the client goes away.</summary>
internal sealed class ImageUpdateStream(ServedStore served)
{
    // The operations of an update, as numbers on the wire.
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
        // A client that says something breaks the rules, and its going away would not be noticed.
        var end = call.WatchForDisconnect(mustBeSilent: true);
        var isComplete = false;
        await foreach (var change in served.Store.WatchAsync(end))
        {
            // An image that expires can be made not to, but not the other way round: none is deleted unheard of.
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
        _ => new ImageUpdate(), // the end of what there is
    };
}
