using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>The request for objects. Their contents follow its reply, one after another.</summary>
internal static class ObjectRequest
{
    public const string Method = "ObjectServer.GetObjects";

    /// <summary>Sends the request of a call that has begun, and returns the sizes of the objects.</summary>
    public static async Task<ImmutableArray<ulong>> SendAsync(
        SrpcClient client, SrpcClientCall call, ImmutableArray<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        call.ExpectBulk();
        var sizes = await SrpcConnection.GuardAsync(Method, async () =>
        {
            await call.WriteAsync(new GetObjectsRequest { Hashes = hashes }, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var response = await call.ReadAsync<GetObjectsResponse>(cancellationToken);
            if (response.ResponseString.Length > 0)
            {
                throw ServerErrors.FromReply(client.Address, $"download {hashes.Length} objects", response.ResponseString);
            }

            return response.ObjectSizes;
        });
        if (sizes.Length == hashes.Length && sizes.IndexOf(0UL) is >= 0 and var missing)
        {
            throw ServerErrors.Create(
                ImageStoreError.UnknownObject, client.Address, $"download object {hashes[missing]}", "the server does not have it");
        }

        return sizes.Length == hashes.Length && !sizes.Any(size => size > long.MaxValue)
            ? sizes
            : throw new SrpcException(SrpcError.Protocol, $"{Method}: the reply has invalid object sizes");
    }
}
