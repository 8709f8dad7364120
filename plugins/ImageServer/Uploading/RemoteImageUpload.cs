using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>
/// The upload of one image to an image server. The upload leaves uncommitted objects to the garbage collection of the
/// server. Disposes of <c>existence</c>.
/// </summary>
internal sealed class RemoteImageUpload(ImageServerClient client, ExistenceCheck existence, ILogger logger)
    : IImageUpload
{
    // Copies of small contents, up to 64 MiB in all, so that callers do not wait for the confirmations of the server.
    private const long MaximumCopiedLength = 1024 * 1024;
    private const int CopyUnit = 16 * 1024;
    private const int MaximumCopyUnits = 4096;

    private readonly ObjectSender _sender = new(client.Srpc, existence, logger);
    private readonly ByteBudget _copies = new(MaximumCopyUnits, CopyUnit);
    private readonly ConcurrentDictionary<ObjectHash, PendingObject> _sent = new();

    // Dominator's format does not transfer them.
    public bool KeepsExtendedAttributes => false;

    public async ValueTask<bool> AddObjectAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        if (_sent.ContainsKey(hash) || await ExistsAsync(hash, cancellationToken))
        {
            return false;
        }

        return contents.Length <= MaximumCopiedLength
            ? await AddCopyAsync(hash, contents, cancellationToken)
            : await AddLargeAsync(hash, contents, cancellationToken);
    }

    // Concurrently, so that one call asks the server about all of them.
    public async ValueTask<IReadOnlyList<bool>> AddObjectsAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var adding = objects.Select(item => AddOrStopAsync(item.Key, item.Value, stop)).ToArray();

        // A failure cancels the others. None of them uses its contents after this method has returned.
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
            await client.MakeDirectoryAsync(name[..slash], cancellationToken);
        }

        await AddImageAsync(new AddImageRequest { ImageName = name, Image = ImageMapping.ToWire(image) }, cancellationToken);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => _sender.CompleteAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await existence.DisposeAsync();
        _copies.Dispose();
        foreach (var item in _sent.Values)
        {
            // Observes the exceptions of objects without a waiting caller; the failure has been reported.
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
        var taking = _copies.AcquireAsync(units, cancellationToken).AsTask();
        if (!taking.IsCompleted)
        {
            await _sender.FlushUntilAsync(() => taking, cancellationToken);
        }

        await taking;
        PendingObject? item = null;
        try
        {
            var copy = await CopyAsync(contents, cancellationToken);
            item = new PendingObject(hash, copy, () => _copies.Release(units));
            return await QueueAsync(item, cancellationToken);
        }
        catch
        {
            if (item is null)
            {
                _copies.Release(units);
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

        // The caller owns the contents again when this method returns, so that cancelling requires stopping the sender.
        await using var stop = cancellationToken.Register(_sender.Stop);
        await _sender.FlushUntilAsync(() => item.Stored, CancellationToken.None);
        return true;
    }

    // False: another call sends the same contents; the commit waits for them.
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
            throw ServerErrors.Translate(client.Address, "look up objects", exception);
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

    // Adding an image twice is an error. If the connection is lost before the answer arrives, the result is unknown and has
    // to be looked up. Names of images are unique for all time, so that an image with the same name and metadata is the
    // image of this upload.
    private async Task AddImageAsync(AddImageRequest request, CancellationToken cancellationToken)
    {
        var action = $"add image \"{request.ImageName}\"";
        var retry = client.Srpc.CreateRetry();
        var isUncertain = false;
        while (true)
        {
            try
            {
                await client.Srpc.UseOnceAsync(
                    connection => connection.CallAsync<AddImageRequest, AddImageResponse>(
                        "ImageServer.AddImage", request, GobLimits.Default, cancellationToken),
                    cancellationToken);
                return;
            }
            catch (SrpcException exception)
            {
                if (isUncertain
                    && ServerErrors.Translate(client.Address, action, exception).Reason == ImageStoreError.ImageExists
                    && await IsAddedAsync(request, cancellationToken))
                {
                    // An earlier attempt was still running on the server during the lookup.
                    return;
                }

                await WaitAsync(retry, action, exception, cancellationToken);
                if (exception.Reason != SrpcError.Unreachable && !isUncertain)
                {
                    UploadLog.AddedImageUncertain(logger, client.Address, request.ImageName);
                    isUncertain = true;
                }
            }

            if (isUncertain && await IsAddedAsync(request, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task WaitAsync(SrpcRetry retry, string action, SrpcException failure, CancellationToken cancellationToken)
    {
        try
        {
            await retry.WaitAsync(failure, cancellationToken);
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate(client.Address, action, exception);
        }
    }

    private async Task<bool> IsAddedAsync(AddImageRequest request, CancellationToken cancellationToken)
    {
        var existing = await client.GetImageAsync(request.ImageName, withFileSystem: false, cancellationToken);
        return existing is not null && IsSameImage(ImageMapping.ToWire(existing), request.Image!);
    }

    private static bool IsSameImage(
        Protocol.Messages.Images.DominatorImage one, Protocol.Messages.Images.DominatorImage other) =>
        one.BuildLog == other.BuildLog && one.SourceImage == other.SourceImage
        && one.BuildCommitId == other.BuildCommitId && one.CreatedFor == other.CreatedFor
        && one.Packages.AsSpan().SequenceEqual(other.Packages.AsSpan());
}
