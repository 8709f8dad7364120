using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Objects;

/// <summary>The methods that find and send objects.</summary>
internal sealed class ObjectQueries(IServableStore store, ILogger logger)
{
    /// <summary>The number of objects and bytes to check before the sizes are sent: some ten milliseconds.</summary>
    private const int MaximumCheckedObjects = 2000;

    private const long MaximumCheckedBytes = 64L << 20;

    public async Task<CheckObjectsResponse> CheckAsync(
        CheckObjectsRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var lengths = await store.FindObjectsAsync(request.Hashes, cancellationToken);
        return new CheckObjectsResponse { ObjectSizes = [.. lengths.Select(length => (ulong)length)] };
    }

    /// <summary>Sends the sizes, then the objects without separators; no objects if one is missing or damaged.</summary>
    public async Task GetAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<GetObjectsRequest>(cancellationToken);
        var lengths = await store.FindObjectsAsync(request.Hashes, cancellationToken);
        ObjectHash[] missing = [.. request.Hashes.Where((_, index) => lengths[index] == 0)];
        var fault = missing.Length == 0
            ? await FindDamageAsync(request.Hashes, lengths, cancellationToken)
            : await DescribeMissingAsync(missing, cancellationToken);
        await call.WriteAsync(
            new GetObjectsResponse { ResponseString = fault, ObjectSizes = [.. lengths.Select(length => (ulong)length)] },
            cancellationToken);
        if (fault.Length > 0)
        {
            call.HasFailed = true;
            ObjectLog.ObjectsNotSent(logger, call.Context.Caller.UserName, call.Context.Remote, fault);
            return;
        }

        call.ExpectBulk();
        await SendAsync(request.Hashes, lengths, call, cancellationToken);
    }

    // An object that was found damaged counts as missing, so that it can be added again. The reader learns why.
    private async Task<string> DescribeMissingAsync(ObjectHash[] missing, CancellationToken cancellationToken)
    {
        // The protocol prescribes the last one.
        var last = missing[^1];
        try
        {
            await store.GetVerifiedObjectsInOrderAsync([last], (_, _) => ValueTask.CompletedTask, cancellationToken);
        }
        catch (ImageStoreException exception) when (exception.Reason != ImageStoreError.UnknownObject)
        {
            return SrpcWire.ToErrorLine(exception.Message);
        }
        catch (ImageStoreException)
        {
            // It is unknown, which has a prescribed text.
        }

        return missing.Length == 1 ? $"unknown object: {last}" : $"first of {missing.Length} unknown objects: {last}";
    }

    // Once the sizes are sent, the protocol has no means to report a damaged object: the connection ends. The store then knows that the
    // object is damaged, and the next request gets its name.
    private async Task<string> FindDamageAsync(
        ImmutableArray<ObjectHash> hashes, ImmutableArray<long> lengths, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var bytes = 0L; count < Math.Min(hashes.Length, MaximumCheckedObjects) && (bytes += lengths[count]) <= MaximumCheckedBytes;)
        {
            count++;
        }

        try
        {
            await store.GetVerifiedObjectsInOrderAsync(hashes[..count], (_, _) => ValueTask.CompletedTask, cancellationToken);
            return "";
        }
        catch (ImageStoreException exception)
        {
            return SrpcWire.ToErrorLine(exception.Message);
        }
    }

    private Task SendAsync(
        ImmutableArray<ObjectHash> hashes, ImmutableArray<long> lengths, SrpcCall call, CancellationToken cancellationToken)
    {
        var index = 0;
        return store.GetVerifiedObjectsInOrderAsync(
            hashes,
            async (contents, token) =>
            {
                var hash = hashes[index];
                if (contents.Length != lengths[index++])
                {
                    throw new InvalidDataException($"object {hash} changed its length");
                }

                try
                {
                    await WriteAsync(call, contents, token);
                }
                catch (StalledException exception)
                {
                    throw new StalledException($"object {hash}: {exception.Message}", exception);
                }
            },
            cancellationToken);
    }

    private static async ValueTask WriteAsync(SrpcCall call, ObjectContents contents, CancellationToken cancellationToken)
    {
        if (contents.Bytes is { } bytes)
        {
            await call.WriteRawAsync(bytes, cancellationToken);
            return;
        }

        await using var stream = contents.OpenRead();
        await call.WriteRawAsync(stream, contents.Length, cancellationToken);
    }
}
