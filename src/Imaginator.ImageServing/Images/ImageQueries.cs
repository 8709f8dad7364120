using System.Collections.Immutable;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Directories;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>The methods that find images.</summary>
internal sealed class ImageQueries(IServableStore store, TimeProvider timeProvider)
{
    private static readonly TimeSpan MaximumWait = TimeSpan.FromDays(30);

    public async Task<CheckImageResponse> CheckAsync(
        CheckImageRequest request, SrpcCall call, CancellationToken cancellationToken) =>
        new() { ImageExists = await FindAsync(request.ImageName, cancellationToken) is not null };

    public async Task<FindLatestImageResponse> FindLatestAsync(
        FindLatestImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var directory = DirectoryNames.FromWire(request.DirectoryName);
        if (await store.FindDirectoryAsync(directory, cancellationToken) is null)
        {
            return new FindLatestImageResponse { Error = $"unknown directory: {request.DirectoryName}" };
        }

        var query = new ImageQuery
        {
            StreamName = directory,
            IgnoreExpiringImages = request.IgnoreExpiringImages,
            BuildCommitId = request.BuildCommitId,
            TagsToMatch = request.TagsToMatch?.ToImmutableDictionary()
                ?? ImmutableDictionary<string, ImmutableArray<string>>.Empty,
        };
        return new FindLatestImageResponse
        {
            ImageName = await store.FindLatestImageAsync(query, cancellationToken) ?? "",
        };
    }

    public async Task<GetImageExpirationResponse> GetExpirationAsync(
        GetImageExpirationRequest request, SrpcCall call, CancellationToken cancellationToken) =>
        await FindAsync(request.ImageName, cancellationToken) is { } image
            ? new GetImageExpirationResponse { ExpiresAt = GobTime.From(image.ExpiresAt) }
            : new GetImageExpirationResponse { Error = "image not found" };

    public async Task<GetImageResponse> GetAsync(
        GetImageRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken)
    {
        var image = await FindAsync(request.ImageName, cancellationToken);
        if (image is null && request.Timeout.ToTimeSpan() is { Ticks: > 0 } timeout)
        {
            await WaitAsync(request.ImageName, timeout, call);
            image = await FindAsync(request.ImageName, cancellationToken);
        }

        var withFileSystem = !request.IgnoreFilesystem
            && !(request.IgnoreFilesystemIfExpiring && image is { ExpiresAt: not null });
        if (image is not null && withFileSystem)
        {
            await slot.AcquireAsync();
            image = await store.GetImageAsync(request.ImageName, withFileSystem: true, cancellationToken);
        }

        return new GetImageResponse { Image = image is null ? null : ImageMapping.ToWire(image) };
    }

    private Task<Image?> FindAsync(string name, CancellationToken cancellationToken) =>
        store.GetImageAsync(name, withFileSystem: false, cancellationToken);

    // Until the image exists, the time has elapsed, or the caller disconnects.
    private async Task WaitAsync(string name, TimeSpan timeout, SrpcCall call)
    {
        using var time = new CancellationTokenSource(timeout < MaximumWait ? timeout : MaximumWait, timeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.WatchForDisconnect(mustBeSilent: true), time.Token);
        try
        {
            await foreach (var change in store.WatchAsync(end.Token))
            {
                if (change.Kind == StoreChangeKind.ImageChanged && change.Name == name)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time has elapsed: the answer is the present state.
        }
    }
}
