using System.Globalization;
using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>
/// Downloads objects in large batches. Small objects are checked and then delivered, several at a time; large objects are
/// checked during the delivery. After a broken connection, the download continues with the next object.
/// </summary>
internal sealed class ObjectDownload(
    SrpcClient client, IReadOnlyList<ObjectHash> hashes,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive, TimeProvider timeProvider)
{
    private const string Method = "ObjectServer.GetObjects";
    private const int MaximumBatch = 8192;
    private const ulong MaximumLengthInMemory = 256 * 1024;
    private const int MaximumFailedTries = 4;
    private static readonly TimeSpan DelayAfterFailedTry = TimeSpan.FromMilliseconds(250);
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
        for (var failedTries = 0; _received < hashes.Count;)
        {
            var before = _received;
            try
            {
                await client.UseAsync(
                    async connection =>
                    {
                        await ReceiveBatchAsync(connection, deliveries, cancellationToken);
                        return true;
                    },
                    isRepeatable: false, cancellationToken);
            }
            catch (SrpcException exception) when (
                exception.Reason is SrpcError.ConnectionLost or SrpcError.Unreachable or SrpcError.Stalled)
            {
                // A stalled server has used up minutes: it gets one more try.
                failedTries = _received > before ? 0
                    : failedTries + (exception.Reason == SrpcError.Stalled ? MaximumFailedTries / 2 : 1);
                if (failedTries >= MaximumFailedTries || (_received == 0 && exception.Reason == SrpcError.Unreachable))
                {
                    throw;
                }

                await Task.Delay(failedTries * failedTries * DelayAfterFailedTry, timeProvider, cancellationToken);
            }
        }
    }

    private async Task ReceiveBatchAsync(
        SrpcConnection connection, ParallelDelivery deliveries, CancellationToken cancellationToken)
    {
        var first = _received;
        var count = Math.Min(MaximumBatch, hashes.Count - first);
        using var call = await connection.BeginAsync(Method, GobLimits.Default, cancellationToken);
        call.ExpectBulk();
        var sizes = await SrpcConnection.GuardAsync(Method, async () =>
        {
            var request = new GetObjectsRequest { Hashes = [.. Enumerable.Range(first, count).Select(i => hashes[i])] };
            await call.WriteAsync(request, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var response = await call.ReadAsync<GetObjectsResponse>(cancellationToken);
            if (response.ResponseString.Length > 0)
            {
                throw ServerErrors.FromReply(client.Address, $"download {count} objects", response.ResponseString);
            }

            return response.ObjectSizes;
        });
        if (sizes.Length != count || sizes.Any(size => size is 0 or > long.MaxValue))
        {
            throw new SrpcException(SrpcError.Protocol, $"{Method}: the reply has invalid object sizes");
        }

        foreach (var size in sizes)
        {
            if (size <= MaximumLengthInMemory)
            {
                await ReceiveSmallAsync(call, (int)size, deliveries, cancellationToken);
            }
            else
            {
                await ReceiveLargeAsync(call, (long)size, cancellationToken);
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
            contents = await SrpcConnection.GuardAsync(Method, async () =>
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

    private async Task ReceiveLargeAsync(SrpcClientCall call, long size, CancellationToken cancellationToken)
    {
        var raw = call.OpenRaw(size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var contents = new HashingStream(raw, hash);
        await using (contents)
        {
            try
            {
                await receive(_received, ObjectContents.FromStream(contents, size), cancellationToken);
                await contents.DrainAsync(cancellationToken);
            }
            catch (Exception exception) when (contents.Failure is not null)
            {
                // The receiver has started with this object and cannot necessarily start again.
                throw ServerErrors.Create(
                    ImageStoreError.Unreachable, client.Address, Describe(_received),
                    $"the connection was lost: {contents.Failure.Message}; try again", exception);
            }
        }

        RequireHash(hashes[_received], new ObjectHash(hash.GetHashAndReset()));
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
