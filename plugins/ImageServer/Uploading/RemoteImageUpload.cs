using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>
/// One image on its way to a server. What is not committed, the server's garbage collection takes: there is nothing to
/// take back.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="client">Makes the calls.</param>
/// <param name="existence">Asks for objects; disposed of with the upload.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Is told of broken connections.</param>
internal sealed class RemoteImageUpload(
    RemoteImageStore server, SrpcClient client, ExistenceCheck existence, TimeProvider timeProvider, ILogger logger)
    : IImageUpload
{
    // Small contents are copied, so that whoever adds them need not wait for the server's confirmation; up to 64 MiB of them.
    private const long MaxCopied = 1024 * 1024;
    private const int CopyUnit = 16 * 1024;
    private const int MaxCopyUnits = 4096;

    private const int MaxAttemptsToAddImage = 5;
    private static readonly TimeSpan WaitBetweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly ObjectSender _sender = new(client, existence, timeProvider, logger);
    private readonly ByteBudget _copies = new(MaxCopyUnits, CopyUnit);
    private readonly ConcurrentDictionary<ObjectHash, PendingObject> _sent = new();

    // Dominator's format has no place for them.
    public bool KeepsExtendedAttributes => false;

    public async ValueTask<bool> AddObjectAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        if (_sent.ContainsKey(hash) || await ExistsAsync(hash, cancellationToken))
        {
            return false;
        }

        return contents.Length <= MaxCopied
            ? await AddCopyAsync(hash, contents, cancellationToken)
            : await AddLargeAsync(hash, contents, cancellationToken);
    }

    // Together, so that the server is asked for all of them at once.
    public async ValueTask<IReadOnlyList<bool>> AddObjectsAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var adding = objects.Select(item => AddOrStopAsync(item.Key, item.Value, stop)).ToArray();

        // When one has failed, the others are stopped, and use their contents no longer when this returns.
        await ((Task)Task.WhenAll(adding)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Array.Find(adding, task => task.IsFaulted) is { } failed)
        {
            await failed;
        }

        return await Task.WhenAll(adding);
    }

    public async Task CommitAsync(string name, Image image, CancellationToken cancellationToken)
    {
        await _sender.CompleteAsync(cancellationToken);
        if (name.LastIndexOf('/') is > 0 and var slash)
        {
            await server.MakeDirectoryAsync(name[..slash], cancellationToken);
        }

        await AddImageAsync(new AddImageRequest { ImageName = name, Image = ImageMapping.ToWire(image) }, cancellationToken);
    }

    public Task SettleAsync(CancellationToken cancellationToken) => _sender.CompleteAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await existence.DisposeAsync();
        _copies.Dispose();
        foreach (var item in _sent.Values)
        {
            // Failures have been reported; those of objects that nobody waited for are seen here and are no news.
            _ = item.Stored.Exception;
        }
    }

    private async Task<bool> AddOrStopAsync(
        ObjectHash hash, ObjectContents contents, CancellationTokenSource stop)
    {
        try
        {
            return await AddObjectAsync(hash, contents, stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task<bool> AddCopyAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var units = _copies.UnitsOf(contents.Length);
        var taking = _copies.TakeAsync(units, cancellationToken).AsTask();
        if (!taking.IsCompleted)
        {
            await _sender.HurryAsync(() => taking, cancellationToken);
        }

        await taking;
        PendingObject? item = null;
        try
        {
            var copy = await CopyAsync(contents, cancellationToken);
            item = new PendingObject(hash, copy, () => _copies.GiveBack(units));
            return await QueueAsync(item, cancellationToken);
        }
        catch
        {
            if (item is null)
            {
                _copies.GiveBack(units);
            }

            throw;
        }
    }

    private async Task<bool> AddLargeAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var item = new PendingObject(hash, contents, () => { });
        if (!await QueueAsync(item, cancellationToken))
        {
            return false;
        }

        // The contents are the caller's again when this returns, so that giving up means to stop the sender.
        await using var stop = cancellationToken.Register(_sender.Stop);
        await _sender.HurryAsync(() => item.Stored, CancellationToken.None);
        return true;
    }

    // False: somebody else sends the same contents; the commit waits for them.
    private async Task<bool> QueueAsync(PendingObject item, CancellationToken cancellationToken)
    {
        if (!_sent.TryAdd(item.Hash, item))
        {
            item.Confirm();
            return false;
        }

        try
        {
            await _sender.QueueAsync(item, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            item.Fail(exception);
            throw;
        }
    }

    private async Task<bool> ExistsAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await existence.ExistsAsync(hash, cancellationToken);
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate(client.Address, "ask for objects", exception);
        }
    }

    private static async Task<ObjectContents> CopyAsync(ObjectContents contents, CancellationToken cancellationToken)
    {
        var copy = new byte[contents.Length];
        var stream = contents.OpenRead();
        await using (stream)
        {
            await stream.ReadExactlyAsync(copy, cancellationToken);
        }

        return ObjectContents.FromBytes(copy);
    }

    // Adding an image twice is an error. When the connection breaks before the answer comes, nobody knows whether it was
    // added: then we look. Names of images are never used twice, so an image of that name which says of itself what ours
    // does is ours.
    private async Task AddImageAsync(AddImageRequest request, CancellationToken cancellationToken)
    {
        var what = $"add image \"{request.ImageName}\"";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.CallAsync<AddImageRequest, AddImageResponse>(
                    "ImageServer.AddImage", request, isRepeatable: false, cancellationToken);
                return;
            }
            catch (SrpcException exception) when (
                exception.Reason == SrpcError.ConnectionLost && attempt < MaxAttemptsToAddImage)
            {
                UploadLog.AddedImageUncertain(logger, client.Address, request.ImageName);
                await Task.Delay(attempt * WaitBetweenAttempts, timeProvider, cancellationToken);
            }
            catch (SrpcException exception)
            {
                var failure = ServerErrors.Translate(client.Address, what, exception);
                if (attempt > 1 && failure.Reason == ImageStoreError.ImageExists
                    && await IsThereAsync(request, cancellationToken))
                {
                    // The server was still busy with an earlier attempt when we looked.
                    return;
                }

                throw failure;
            }

            if (await IsThereAsync(request, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> IsThereAsync(AddImageRequest request, CancellationToken cancellationToken)
    {
        var there = await server.GetImageAsync(request.ImageName, withFileSystem: false, cancellationToken);
        return there is not null && IsOurs(ImageMapping.ToWire(there), request.Image!);
    }

    private static bool IsOurs(
        Protocol.Messages.Images.DominatorImage there, Protocol.Messages.Images.DominatorImage ours) =>
        there.BuildLog == ours.BuildLog && there.SourceImage == ours.SourceImage
        && there.BuildCommitId == ours.BuildCommitId && there.CreatedFor == ours.CreatedFor
        && there.Packages.AsSpan().SequenceEqual(ours.Packages.AsSpan());
}
