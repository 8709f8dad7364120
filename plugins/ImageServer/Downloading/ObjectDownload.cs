using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>
/// Gets objects in large batches. Small ones are checked and then delivered, several at once; large ones are checked
/// while they are delivered. After a broken connection it goes on where it was.
/// </summary>
internal sealed class ObjectDownload(
    SrpcClient client, IReadOnlyList<ObjectHash> hashes,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive, TimeProvider timeProvider)
{
    private const string Method = "ObjectServer.GetObjects";
    private const int MaxBatch = 8192;
    private const ulong MaxInMemory = 256 * 1024;
    private const int MaxFutileTries = 4;
    private static readonly TimeSpan WaitAfterFutileTry = TimeSpan.FromMilliseconds(250);
    private const int MaxAtOnce = 16;

    // How many have been taken over from the connection: where to go on.
    private int _taken;

    /// <summary>Gets all objects.</summary>
    /// <exception cref="ImageStoreException">An object is missing or corrupt, or the server fails.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deliveries = new Deliveries(MaxAtOnce, stop);
        try
        {
            await TakeAllAsync(deliveries, stop.Token);
        }
        catch (SrpcException exception)
        {
            await deliveries.StopAsync();
            throw ServerErrors.Translate(client.Address, "get objects", exception);
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

    private async Task TakeAllAsync(Deliveries deliveries, CancellationToken cancellationToken)
    {
        for (var futile = 0; _taken < hashes.Count;)
        {
            var before = _taken;
            try
            {
                await client.UseAsync(
                    async connection =>
                    {
                        await TakeBatchAsync(connection, deliveries, cancellationToken);
                        return true;
                    },
                    isRepeatable: false, cancellationToken);
            }
            catch (SrpcException exception) when (exception.Reason is SrpcError.ConnectionLost or SrpcError.Unreachable)
            {
                futile = _taken > before ? 0 : futile + 1;
                if (futile == MaxFutileTries || (_taken == 0 && exception.Reason == SrpcError.Unreachable))
                {
                    throw;
                }

                await Task.Delay(futile * futile * WaitAfterFutileTry, timeProvider, cancellationToken);
            }
        }
    }

    private async Task TakeBatchAsync(
        SrpcConnection connection, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var first = _taken;
        var count = Math.Min(MaxBatch, hashes.Count - first);
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
                throw ServerErrors.FromReply(client.Address, "get objects", response.ResponseString);
            }

            return response.ObjectSizes;
        });
        if (sizes.Length != count || sizes.Any(size => size is 0 or > long.MaxValue))
        {
            throw new SrpcException(SrpcError.Protocol, $"{Method}: the sizes of the objects make no sense.");
        }

        foreach (var size in sizes)
        {
            if (size <= MaxInMemory)
            {
                await TakeSmallAsync(call, (int)size, deliveries, cancellationToken);
            }
            else
            {
                await TakeLargeAsync(call, (long)size, cancellationToken);
            }

            _taken++;
        }

        call.End();
    }

    private async Task TakeSmallAsync(
        SrpcClientCall call, int size, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var index = _taken;
        await deliveries.WaitForRoomAsync(cancellationToken);
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
            deliveries.ReleaseRoom();
            throw;
        }

        deliveries.Start(async token =>
        {
            Require(hashes[index], ObjectHash.Compute(contents));
            await receive(index, ObjectContents.FromBytes(contents), token);
        });
    }

    private async Task TakeLargeAsync(SrpcClientCall call, long size, CancellationToken cancellationToken)
    {
        var raw = call.OpenRaw(size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var contents = new HashingStream(raw, hash);
        await using (contents)
        {
            try
            {
                await receive(_taken, ObjectContents.FromStream(contents, size), cancellationToken);
                await contents.DrainAsync(cancellationToken);
            }
            catch (Exception exception) when (contents.Failure is not null)
            {
                // The receiver has begun with this object and may not be able to begin again.
                throw new ImageStoreException(
                    ImageStoreError.Unreachable,
                    $"Image server {client.Address}: the connection broke within object {hashes[_taken]}. Try again.",
                    exception);
            }
        }

        Require(hashes[_taken], new ObjectHash(hash.GetHashAndReset()));
    }

    private void Require(ObjectHash expected, ObjectHash actual)
    {
        if (expected != actual)
        {
            throw new ImageStoreException(
                ImageStoreError.Corrupt,
                $"Image server {client.Address}: object {expected} arrived with other contents ({actual}).");
        }
    }
}
