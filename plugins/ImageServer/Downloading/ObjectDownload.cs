using System.Globalization;
using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>
/// Downloads objects in large batches. Small objects are checked and then delivered, several at a time; large objects are
/// checked during the delivery. After a broken connection, the download continues where it was.
/// </summary>
internal sealed class ObjectDownload(
    SrpcClient client, IReadOnlyList<ObjectHash> hashes,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive)
{
    private const int MaximumBatch = 8192;
    private const ulong MaximumLengthInMemory = 256 * 1024;
    private const int MaximumDeliveries = 16;

    // The number of objects that have been read from the connection: the index at which the download continues.
    private int _received;

    /// <summary>Downloads all objects.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deliveries = new ParallelDelivery(MaximumDeliveries, stop);
        try
        {
            await ReceiveAllAsync(deliveries, stop.Token);
        }
        catch (SrpcException exception)
        {
            await deliveries.StopAsync();
            throw ServerErrors.Translate(client.Address, Describe(Math.Min(_received, hashes.Count - 1)), exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await deliveries.StopAsync();
            deliveries.ThrowIfFailed();
            throw;
        }
        catch
        {
            await deliveries.StopAsync();
            throw;
        }

        await deliveries.CompleteAsync();
    }

    private async Task ReceiveAllAsync(ParallelDelivery deliveries, CancellationToken cancellationToken)
    {
        var retry = client.CreateRetry();
        while (_received < hashes.Count)
        {
            var before = _received;
            try
            {
                await client.UseOnceAsync(
                    async connection =>
                    {
                        await ReceiveBatchAsync(connection, deliveries, cancellationToken);
                        return true;
                    },
                    cancellationToken);
                retry.Restart();
            }
            catch (SrpcException exception)
            {
                if (_received > before)
                {
                    retry.Restart();
                }

                await retry.WaitAsync(exception, cancellationToken);
            }
        }
    }

    private async Task ReceiveBatchAsync(
        SrpcConnection connection, ParallelDelivery deliveries, CancellationToken cancellationToken)
    {
        var first = _received;
        var count = Math.Min(MaximumBatch, hashes.Count - first);
        using var call = await connection.BeginAsync(ObjectRequest.Method, GobLimits.Default, cancellationToken);
        var sizes = await ObjectRequest.SendAsync(
            client, call, [.. Enumerable.Range(first, count).Select(i => hashes[i])], cancellationToken);
        foreach (var size in sizes)
        {
            if (size <= MaximumLengthInMemory)
            {
                await ReceiveSmallAsync(call, (int)size, deliveries, cancellationToken);
            }
            else if (!await ReceiveLargeAsync(call, (long)size, cancellationToken))
            {
                _received++;
                return;
            }

            _received++;
        }

        call.End();
    }

    private async Task ReceiveSmallAsync(
        SrpcClientCall call, int size, ParallelDelivery deliveries, CancellationToken cancellationToken)
    {
        var index = _received;
        await deliveries.WaitForSlotAsync(cancellationToken);
        byte[] contents;
        try
        {
            contents = await SrpcConnection.GuardAsync(ObjectRequest.Method, async () =>
            {
                var bytes = new byte[size];
                await call.ReadRawAsync(bytes, cancellationToken);
                return bytes;
            });
        }
        catch
        {
            deliveries.ReleaseSlot();
            throw;
        }

        deliveries.Start(async token =>
        {
            RequireHash(hashes[index], ObjectHash.Compute(contents));
            await receive(index, ObjectContents.FromBytes(contents), token);
        });
    }

    // The receiver has started with the object and cannot start again: after a broken connection, other connections deliver the rest.
    // False in that case: the further objects of the batch are lost.
    private async Task<bool> ReceiveLargeAsync(SrpcClientCall call, long size, CancellationToken cancellationToken)
    {
        var expected = hashes[_received];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        await using var rest = new ObjectRest(client, expected, size, cancellationToken);
        var contents = new HashingStream(call.OpenRaw(size), hash, rest.OpenAsync);
        await using (contents)
        {
            try
            {
                await receive(_received, ObjectContents.FromStream(contents, size), cancellationToken);
                await contents.DrainAsync(cancellationToken);
            }
            catch (Exception) when (contents.Failure is { } failure)
            {
                // The receiver can have taken it for its own failure.
                throw failure is SrpcException lost
                    ? ServerErrors.Translate(client.Address, Describe(_received), lost)
                    : failure;
            }
        }

        RequireHash(expected, new ObjectHash(hash.GetHashAndReset()));
        return !rest.IsOpen;
    }

    private string Describe(int index) => string.Create(
        CultureInfo.InvariantCulture, $"download object {hashes[index]} ({index + 1} of {hashes.Count})");

    private void RequireHash(ObjectHash expected, ObjectHash actual)
    {
        if (expected != actual)
        {
            throw ServerErrors.Create(
                ImageStoreError.Corrupt, client.Address, $"download object {expected}",
                $"the received contents have the hash {actual}");
        }
    }
}
