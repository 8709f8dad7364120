using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Objects;

/// <summary>The methods that find and send objects.</summary>
internal sealed class ObjectQueries(IServableStore store)
{
    public async Task<CheckObjectsResponse> CheckAsync(
        CheckObjectsRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var lengths = await store.FindObjectsAsync(request.Hashes, cancellationToken);
        return new CheckObjectsResponse { ObjectSizes = [.. lengths.Select(length => (ulong)length)] };
    }

    /// <summary>Sends the sizes, then the objects without separators; no objects if one is missing.</summary>
    public async Task GetAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<GetObjectsRequest>(cancellationToken);
        var lengths = await store.FindObjectsAsync(request.Hashes, cancellationToken);
        ObjectHash[] missing = [.. request.Hashes.Where((_, index) => lengths[index] == 0)];
        await call.WriteAsync(
            new GetObjectsResponse
            {
                ResponseString = missing.Length switch
                {
                    0 => "",
                    1 => $"unknown object: {missing[0]}",

                    // The protocol prescribes the last one.
                    _ => $"first of {missing.Length} unknown objects: {missing[^1]}",
                },
                ObjectSizes = [.. lengths.Select(length => (ulong)length)],
            },
            cancellationToken);
        if (missing.Length > 0)
        {
            return;
        }

        call.ExpectBulk();
        var index = 0;
        await store.GetObjectsInOrderAsync(
            request.Hashes,
            async (contents, token) =>
            {
                if (contents.Length != lengths[index++])
                {
                    throw new InvalidDataException($"object {request.Hashes[index - 1]} changed its length");
                }

                if (contents.Bytes is { } bytes)
                {
                    await call.WriteRawAsync(bytes, token);
                    return;
                }

                await using var stream = contents.OpenRead();
                await call.WriteRawAsync(stream, contents.Length, token);
            },
            cancellationToken);
    }
}
